import { getContext, setContext } from 'svelte';
import type { Engine, Picture } from '$engine/types';

/** What the prose says of a picture once it has k colours. */
export interface PaletteFacts {
	indexedBytes: number;
	mse: number;
	psnrDb: number;
}

export interface PictureFacts {
	width: number;
	height: number;
	pixels: number;
	uniqueColors: number;
	rawBytes: number;
	/** Per k that the prose speaks of. */
	palettes: Record<number, PaletteFacts>;
}

/**
 * The numbers in an article's prose. They start as the core computed them for the dog when the site was built and
 * follow the reader's own picture, by the same core, once there is one.
 */
export class PictureNumbers {
	facts: PictureFacts;
	readonly #first: PictureFacts;
	#following = 0;

	constructor(first: PictureFacts) {
		this.#first = first;
		this.facts = $state.raw(first);
	}

	reset(): void {
		this.#following++;
		this.facts = this.#first;
	}

	async follow(engine: Engine, picture: Picture): Promise<void> {
		const following = ++this.#following;
		const palettes: Record<number, PaletteFacts> = {};
		let rawBytes = 0;
		for (const k of Object.keys(this.#first.palettes).map(Number)) {
			const { bytes, mse, psnrDb } = await engine.quantize(picture.handle, { k });
			if (following !== this.#following) return;
			palettes[k] = { indexedBytes: bytes.indexed, mse, psnrDb };
			rawBytes = bytes.raw;
		}
		const { width, height, pixels, uniqueColors } = picture;
		this.facts = { width, height, pixels, uniqueColors, rawBytes, palettes };
	}
}

const key = Symbol('picture numbers');

export function providePictureNumbers(numbers: PictureNumbers): PictureNumbers {
	return setContext(key, numbers);
}

/** Undefined where a widget stands alone, without prose around it. */
export function pictureNumbers(): PictureNumbers | undefined {
	return getContext<PictureNumbers | undefined>(key);
}
