import type { ColorSpace, Effort, Engine, ErrorMap, Picture, Quantized } from '$engine/types';

export interface Wanted {
	picture: Picture;
	k: number;
	space: ColorSpace;
}

/** A picture in k colours and the error of each of its pixels: always two answers to one question. */
export interface Shown extends Wanted {
	result: Quantized;
	map: ErrorMap;
}

export interface Pixel {
	before: readonly number[];
	after: readonly number[];
	/** In levels. */
	error: number;
}

/** While one question is being answered only the latest other one waits, so that both answers always arrive. */
export class ErrorView {
	shown = $state.raw<Shown>();
	error = $state<string>();
	busy = $state(false);

	readonly #engine: () => Pick<Engine, 'quantize' | 'errorMap'>;
	#next: { wanted: Wanted; effort: Effort } | undefined;
	#asking = false;

	constructor(engine: () => Pick<Engine, 'quantize' | 'errorMap'>) {
		this.#engine = engine;
	}

	async show(wanted: Wanted, effort: Effort): Promise<void> {
		this.#next = { wanted, effort };
		if (this.#asking) return;
		this.#asking = true;
		while (this.#next) {
			const { wanted, effort } = this.#next;
			this.#next = undefined;
			this.busy = effort === 'full';
			await this.#ask(wanted, effort);
		}
		this.#asking = false;
		this.busy = false;
	}

	/** The pixel of what is shown, as the core sees it. */
	pixel({ x, y }: { x: number; y: number }): Pixel | undefined {
		if (!this.shown) return undefined;
		const { picture, result, map } = this.shown;
		if (x >= picture.width || y >= picture.height) return undefined;
		const at = y * picture.width + x;
		return {
			before: [...picture.rgba.subarray(4 * at, 4 * at + 3)],
			after: [...result.rgba.subarray(4 * at, 4 * at + 3)],
			error: map.error[at]!
		};
	}

	async #ask(wanted: Wanted, effort: Effort): Promise<void> {
		const { handle } = wanted.picture;
		const options = { k: wanted.k, space: wanted.space, effort };
		try {
			const result = await this.#engine().quantize(handle, options);
			const map = await this.#engine().errorMap(handle, options);
			this.shown = { ...wanted, result, map };
			this.error = undefined;
		} catch (error) {
			// The picture may have been replaced meanwhile; then another question waits.
			if (!this.#next) this.error = error instanceof Error ? error.message : String(error);
		}
	}
}
