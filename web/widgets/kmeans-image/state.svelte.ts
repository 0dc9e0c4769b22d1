import { isAbort } from '$engine/client';
import type { ColorSpace, Effort, Engine, Measures, Picture, Quantized } from '$engine/types';

/** The slower measures wait this long, in milliseconds, so that whoever taps an arrow key is not held up by them. */
const measureAfter = 200;

export interface Wanted {
	picture: Picture;
	k: number;
	space: ColorSpace;
}

export interface Shown extends Wanted {
	result: Quantized;
}

const same = (a: Wanted | undefined, b: Wanted) =>
	a !== undefined && a.picture === b.picture && a.k === b.k && a.space === b.space;

/**
 * A picture in k colours as a figure shows it: a draft while the hand moves, the full result once it rests, then its
 * slower measures. What is shown stays until the next answer is there.
 */
export class QuantizedView {
	shown = $state.raw<Shown>();
	error = $state<string>();
	/** A full result is being computed. */
	busy = $state(false);

	#measured = $state.raw<{ result: Quantized; measures: Measures }>();
	/** Of the result that is shown; undefined until they are there. */
	measures = $derived(
		this.#measured && this.#measured.result === this.shown?.result ? this.#measured.measures : undefined
	);

	readonly #engine: () => Pick<Engine, 'quantize' | 'measure'>;
	readonly #channel: string;
	#turn = 0;

	/** `name` sets this view's calls apart from those of other views. */
	constructor(engine: () => Pick<Engine, 'quantize' | 'measure'>, name: string) {
		this.#engine = engine;
		this.#channel = name;
	}

	async show(wanted: Wanted, effort: Effort, measure: boolean): Promise<void> {
		const turn = ++this.#turn;
		const current = () => turn === this.#turn;
		const { picture, k, space } = wanted;
		const options = { k, space };
		const draw = async (effort: Effort) => {
			const result = await this.#engine().quantize(
				picture.handle,
				{ ...options, effort },
				{ channel: `${this.#channel} quantize` }
			);
			// A draft that has been overtaken is still nearer to the hand than what is shown.
			if (current() || (effort === 'draft' && this.shown?.picture === picture)) {
				this.shown = { ...wanted, result };
				this.error = undefined;
			}
		};

		this.busy = effort === 'full';
		try {
			if (!same(this.shown, wanted)) await draw('draft');
			if (effort === 'draft' || !current()) return;
			if (this.shown?.result.effort !== 'full') await draw('full');
			this.busy = false;
			if (!measure) return;
			await new Promise((resolve) => setTimeout(resolve, measureAfter));
			const result = this.shown?.result;
			if (!current() || !result || this.measures) return;
			const measures = await this.#engine().measure(picture.handle, options, {
				channel: `${this.#channel} measure`
			});
			this.#measured = { result, measures };
		} catch (error) {
			if (current() && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (current()) this.busy = false;
		}
	}
}
