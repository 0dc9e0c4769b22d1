/** The dog as the core sees it while the site is built: numbers for the prose, pictures for readers without JavaScript. */
import { read } from '$app/server';
import photo from '$assets/dog.jpg?url';
import { CoreSession } from '$engine/core-session';
import type { CurvePoint } from '$engine/types';
import type { CorePicture, CoreQuantization } from '$engine/wasm/core.mjs';
import { sampled } from '$widgets/error-curves/state.svelte';
import type { PaletteFacts, PictureFacts } from '$widgets/picture-numbers/state.svelte';
import { core, pngOf } from './core.server';

async function open(): Promise<CorePicture> {
	const picture = (await core()).pictureFromFile(new Uint8Array(await read(photo).arrayBuffer()));
	if (typeof picture === 'string') throw new Error(`assets/dog.jpg: ${picture}`);
	return picture;
}

let opened: Promise<CorePicture> | undefined;

export const dog = (): Promise<CorePicture> => (opened ??= open());

/** The dog in k colours with the options that a figure starts from. */
export async function quantizedDog(k: number): Promise<CoreQuantization> {
	const quantized = (await dog()).quantize({ k, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	if (typeof quantized === 'string') throw new Error(`assets/dog.jpg in ${k} colours: ${quantized}`);
	return quantized;
}

/** What prose says of the dog, and of the dog in so many colours. */
export async function dogFacts(ks: readonly number[]): Promise<PictureFacts> {
	const { width, height, uniqueColors } = await dog();
	const palettes: Record<number, PaletteFacts> = {};
	let rawBytes = 0;
	for (const k of ks) {
		const quantized = await quantizedDog(k);
		palettes[k] = { indexedBytes: quantized.indexedBytes, mse: quantized.mse, psnrDb: quantized.psnrDb };
		rawBytes = quantized.rawBytes;
		quantized.delete();
	}
	return { width, height, pixels: width * height, uniqueColors, rawBytes, palettes };
}

/** The error of each of the dog's pixels in k colours, as a PNG file: the colour map has 256 entries, so it is exact. */
export async function heatOfDog(k: number): Promise<Uint8Array<ArrayBuffer>> {
	const { width, height } = await dog();
	const quantized = await quantizedDog(k);
	const rgba = quantized.errorMap().rgba.slice();
	quantized.delete();
	return pngOf(rgba, width, height);
}

let curve: Promise<CurvePoint[]> | undefined;

/** The error of the dog for each k at which the curves are sampled, in ascending k. */
export function curveOfDog(): Promise<CurvePoint[]> {
	return (curve ??= core().then(async (opened) => {
		const session = new CoreSession(opened);
		const { handle } = await session.load(new Blob([await read(photo).arrayBuffer()]));
		const ks = [...sampled].sort((a, b) => a - b);
		return ks.map((k) => session.point(handle, { k }));
	}));
}
