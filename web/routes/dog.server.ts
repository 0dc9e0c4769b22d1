/** The dog as the core sees it while the site is built: numbers for the prose, pictures for readers without JavaScript. */
import { read } from '$app/server';
import photo from '$assets/dog.jpg?url';
import createCore, { type Core, type CorePicture, type CoreQuantization } from '$engine/wasm/core.mjs';
import { CoreSession } from '$engine/core-session';
import type { CurvePoint } from '$engine/types';
import wasm from '$engine/wasm/core.wasm?url';
import { sampled } from '$widgets/error-curves/state.svelte';

async function open(): Promise<{ core: Core; picture: CorePicture }> {
	const [wasmBinary, file] = await Promise.all([read(wasm).arrayBuffer(), read(photo).arrayBuffer()]);
	const core = await createCore({ wasmBinary });
	const picture = core.pictureFromFile(new Uint8Array(file));
	if (typeof picture === 'string') throw new Error(`assets/dog.jpg: ${picture}`);
	return { core, picture };
}

let opened: Promise<{ core: Core; picture: CorePicture }> | undefined;

export async function dog(): Promise<CorePicture> {
	return (await (opened ??= open())).picture;
}

/** The dog in k colours with the options that a figure starts from. */
export async function quantizedDog(k: number): Promise<CoreQuantization> {
	const quantized = (await dog()).quantize({ k, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	if (typeof quantized === 'string') throw new Error(`assets/dog.jpg in ${k} colours: ${quantized}`);
	return quantized;
}

/** The error of each of the dog's pixels in k colours, as a PNG file: the colour map has 256 entries, so it is exact. */
export async function heatOfDog(k: number): Promise<Uint8Array<ArrayBuffer>> {
	const { core, picture } = await (opened ??= open());
	const quantized = await quantizedDog(k);
	const heat = core.pictureFromRgba(quantized.errorMap().rgba.slice(), picture.width, picture.height);
	if (typeof heat === 'string') throw new Error(`the error of the dog in ${k} colours: ${heat}`);
	const exact = heat.quantize({ k: 256, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	const png = typeof exact === 'string' ? exact : exact.png();
	if (typeof png === 'string') throw new Error(`the error of the dog in ${k} colours: ${png}`);
	const file = png.slice() as Uint8Array<ArrayBuffer>;
	for (const handle of [quantized, heat, exact]) if (typeof handle !== 'string') handle.delete();
	return file;
}

let curve: Promise<CurvePoint[]> | undefined;

/** The error of the dog for each k at which the curves are sampled, in ascending k. */
export function curveOfDog(): Promise<CurvePoint[]> {
	return (curve ??= (opened ??= open()).then(async ({ core }) => {
		const session = new CoreSession(core);
		const { handle } = await session.load(new Blob([await read(photo).arrayBuffer()]));
		const ks = [...sampled].sort((a, b) => a - b);
		return ks.map((k) => session.point(handle, { k }));
	}));
}
