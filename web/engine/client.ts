/** The engine on the main thread: one worker for the page, started when first asked. */
import * as Comlink from 'comlink';
import type { CoreSession } from './core-session';
import type { CallName, CoreWorker } from './core.worker';
import { CallQueue, type Turn } from './queue';
import { startWorker } from './start-worker';
import { CoreError, type CurvePoint, type Engine, type Picture, type QuantizeOptions } from './types';

export { isAbort } from './queue';

type Answers = { [Name in CallName]: Awaited<ReturnType<CoreSession[Name]>> };

class WorkerEngine implements Engine {
	readonly #worker: Comlink.Remote<CoreWorker>;
	readonly #queue = new CallQueue();

	constructor(worker: Worker) {
		this.#worker = Comlink.wrap<CoreWorker>(worker);
	}

	#ask<Name extends CallName>(
		name: Name,
		args: Parameters<CoreSession[Name]>,
		turn?: Turn
	): Promise<Answers[Name]> {
		return this.#queue.run<Answers[Name]>(async () => {
			try {
				const answer: unknown = await this.#worker.call(name, args);
				return answer as Answers[Name];
			} catch (error) {
				// A class does not survive the way from the worker; its message does.
				throw new CoreError(error instanceof Error ? error.message : String(error));
			}
		}, turn);
	}

	load = (source: Blob | ImageData, signal?: AbortSignal): Promise<Picture> =>
		this.#ask('load', [source], { signal });

	release = (handle: number): void => void this.#ask('release', [handle]);

	quantize = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('quantize', [handle, options], turn);

	measure = (handle: number, options: QuantizeOptions, turn?: Turn) =>
		this.#ask('measure', [handle, options], turn);

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
export function getEngine(): Engine {
	engine ??= new WorkerEngine(startWorker());
	return engine;
}
