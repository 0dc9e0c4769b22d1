/** The core's module for pictures while the site is built, and pictures of whatever kind as PNG files. */
import { read } from '$app/server';
import createCore, { type Core } from '$engine/wasm/core.mjs';
import wasm from '$engine/wasm/core.wasm?url';

let opened: Promise<Core> | undefined;

export const core = (): Promise<Core> =>
	(opened ??= read(wasm)
		.arrayBuffer()
		.then((wasmBinary) => createCore({ wasmBinary })));

/**
 * A PNG file of a picture in up to 256 colours, as those drawn by a colour map are: exact then. What is transparent
 * becomes white.
 */
export async function pngOf(
	rgba: Uint8Array | Uint8ClampedArray,
	width: number,
	height: number
): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
	const picture = (await core()).pictureFromRgba(bytes, width, height);
	if (typeof picture === 'string') throw new Error(picture);
	const exact = picture.quantize({ k: 256, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	const png = typeof exact === 'string' ? exact : exact.exact ? exact.png() : 'more than 256 colours';
	const file = typeof png === 'string' ? undefined : (png.slice() as Uint8Array<ArrayBuffer>);
	if (typeof exact !== 'string') exact.delete();
	picture.delete();
	if (!file) throw new Error(`a stored picture could not be made: ${png as string}`);
	return file;
}
