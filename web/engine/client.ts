/** The engine on the main thread, for pictures. */
import type { Turn } from './queue';
import type { CurvePoint, Engine, Picture, QuantizeOptions } from './types';
import { asker } from './worker-calls';

export { isAbort } from './queue';

class WorkerEngine implements Engine {
	readonly #ask = asker('pictures');

	load = (source: Blob | ImageData, signal?: AbortSignal): Promise<Picture> =>
		this.#ask('load', [source], { signal });

	release = (handle: number): void => void this.#ask('release', [handle]);

	quantize = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('quantize', [handle, options], turn);

	measure = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('measure', [handle, options], turn);

	paintWith = (handle: number, palette: Uint8Array, options?: { settle?: boolean }, turn?: Turn) =>
		this.#ask('paintWith', [handle, palette, options], turn);

	errorMap = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('errorMap', [handle, options], turn);

	png = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('png', [handle, options], turn);

	steps = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('steps', [handle, options], turn);

	cloud = (handle: number, turn?: Turn) => this.#ask('cloud', [handle], turn);

	usage = () => this.#ask('usage', []);

	colorMap = () => this.#ask('colorMap', []);

	async *curve(
		handle: number,
		ks: readonly number[],
		options: Omit<QuantizeOptions, 'k'> = {},
		signal?: AbortSignal
	): AsyncGenerator<CurvePoint> {
		for (const k of ks)
			yield await this.#ask('point', [handle, { ...options, k }], { background: true, signal });
	}
}

let engine: Engine | undefined;

/** Call in the browser only. */
export const getEngine = (): Engine => (engine ??= new WorkerEngine());
