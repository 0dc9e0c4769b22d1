import { isAbort } from '$engine/client';
import type { Engine, Picture, Quantized } from '$engine/types';
import { Live } from '../tensors/live.svelte';

export const fewest = 2;
export const most = 8;

/** Where k-means begins: where it thinks best, or in the reader's colours. */
export type Start = 'own' | 'yours';

export interface Painted {
	picture: Picture;
	result: Quantized;
}

/** k greys from dark to light, with as much room below the first as between any two. */
export function greys(k: number): Uint8Array<ArrayBuffer> {
	const levels = Array.from({ length: k }, (_, i) => Math.round((255 * (2 * i + 1)) / (2 * k)));
	return Uint8Array.from(levels.flatMap((level) => [level, level, level]));
}

export function hexOf(palette: Uint8Array, entry: number): string {
	const levels = [...palette.subarray(3 * entry, 3 * entry + 3)];
	return `#${levels.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}

/** Three levels for each; nothing where the text is none. */
export function bytesOf(hex: string): [number, number, number] | undefined {
	const digits = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(hex);
	return digits
		? [parseInt(digits[1]!, 16), parseInt(digits[2]!, 16), parseInt(digits[3]!, 16)]
		: undefined;
}

/** A palette by hand, its error, and k-means as a rival. */
export class PalettePicking {
	palette = $state.raw(greys(4));
	/** The entry that a pick sets next. */
	entry = $state(0);
	/** Palettes tried with this picture and so many colours, and the best of them. */
	tries = $state(0);
	best = $state.raw<{ palette: Uint8Array<ArrayBuffer>; mse: number; psnrDb: number }>();
	rival = $state.raw<Painted & { start: Start }>();
	rivalBusy = $state(false);
	rivalError = $state<string>();

	readonly yours: Live<{ picture: Picture; palette: Uint8Array<ArrayBuffer> }, Painted>;
	readonly #engine: () => Pick<Engine, 'paintWith' | 'quantize'>;
	#turn = 0;
	/** By their levels. */
	#tried: Record<string, true> = {};

	constructor(engine: () => Pick<Engine, 'paintWith' | 'quantize'>) {
		this.#engine = engine;
		this.yours = new Live(async ({ picture, palette }) => ({
			picture,
			result: await this.#engine().paintWith(picture.handle, palette)
		}));
	}

	get k(): number {
		return this.palette.length / 3;
	}

	/** Names the palette in an address: hexadecimal digits, colour after colour. */
	get text(): string {
		return Array.from({ length: this.k }, (_, entry) => hexOf(this.palette, entry).slice(1)).join('-');
	}

	restore(text: string): void {
		const colors = text.split('-').map(bytesOf);
		if (colors.length < fewest || colors.length > most || colors.includes(undefined)) return;
		this.#begin(Uint8Array.from(colors.flatMap((color) => color!)));
	}

	/** As many colours as asked for: the first of those that are there, or greys for more. */
	resize(k: number): void {
		const palette = greys(k);
		palette.set(this.palette.subarray(0, 3 * Math.min(k, this.k)));
		this.#begin(palette);
	}

	set(entry: number, color: readonly [number, number, number]): void {
		const palette = this.palette.slice();
		palette.set(color, 3 * entry);
		this.palette = palette;
		if (this.rival?.start === 'yours') this.rival = undefined;
	}

	/** Sets the entry whose turn it is, and goes on to the next. */
	pick(color: readonly [number, number, number]): void {
		this.set(this.entry, color);
		this.entry = (this.entry + 1) % this.k;
	}

	startOver(): void {
		this.#begin(greys(this.k));
	}

	backToBest(): void {
		if (this.best) this.palette = this.best.palette;
	}

	/** Another picture has another best. */
	forget(): void {
		this.#turn++;
		this.rival = this.best = undefined;
		this.rivalBusy = false;
		this.tries = 0;
		this.#tried = {};
	}

	/** Paints the picture in the reader's colours, and keeps count. */
	async paint(picture: Picture): Promise<void> {
		await this.yours.ask({ picture, palette: this.palette });
		const shown = this.yours.shown;
		if (!shown || shown.picture !== picture || shown.result.k !== this.k) return;
		const { palette, mse, psnrDb } = shown.result;
		const key = palette.join();
		if (this.#tried[key]) return;
		this.#tried[key] = true;
		// The greys at the start are nobody's.
		if (key === greys(this.k).join()) return;
		this.tries++;
		if (!this.best || mse < this.best.mse) this.best = { palette, mse, psnrDb };
	}

	async challenge(picture: Picture, start: Start): Promise<void> {
		const turn = ++this.#turn;
		const { k, palette } = this;
		this.rivalBusy = true;
		this.rivalError = undefined;
		try {
			const result =
				start === 'own'
					? await this.#engine().quantize(picture.handle, { k })
					: await this.#engine().paintWith(picture.handle, palette, { settle: true });
			if (turn === this.#turn) this.rival = { picture, start, result };
		} catch (error) {
			if (turn === this.#turn && !isAbort(error))
				this.rivalError = error instanceof Error ? error.message : String(error);
		} finally {
			if (turn === this.#turn) this.rivalBusy = false;
		}
	}

	#begin(palette: Uint8Array<ArrayBuffer>): void {
		const another = palette.length !== this.palette.length;
		this.palette = palette;
		this.entry = Math.min(this.entry, this.k - 1);
		if (another) this.forget();
		else if (this.rival?.start === 'yours') this.rival = undefined;
	}
}
