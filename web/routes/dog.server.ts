/** The dog as the core sees it while the site is built: numbers for the prose, pictures for readers without JavaScript. */
import { read } from '$app/server';
import photo from '$assets/dog.jpg?url';
import createCore, { type CorePicture, type CoreQuantization } from '$engine/wasm/core.mjs';
import wasm from '$engine/wasm/core.wasm?url';

async function open(): Promise<CorePicture> {
	const [wasmBinary, file] = await Promise.all([read(wasm).arrayBuffer(), read(photo).arrayBuffer()]);
	const core = await createCore({ wasmBinary });
	const picture = core.pictureFromFile(new Uint8Array(file));
	if (typeof picture === 'string') throw new Error(`assets/dog.jpg: ${picture}`);
	return picture;
}

let opened: Promise<CorePicture> | undefined;

export function dog(): Promise<CorePicture> {
	return (opened ??= open());
}

/** The dog in k colours with the options that a figure starts from. */
export async function quantizedDog(k: number): Promise<CoreQuantization> {
	const quantized = (await dog()).quantize({ k, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	if (typeof quantized === 'string') throw new Error(`assets/dog.jpg in ${k} colours: ${quantized}`);
	return quantized;
}
