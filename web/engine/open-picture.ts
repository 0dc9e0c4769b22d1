/**
 * From a file to a picture in the core. A plain JPEG or PNG is decoded by the core itself, so that every browser and the
 * command line see the same pixels (decoders differ by a few levels). What only a browser can do right is left to it:
 * other formats, turned photos, colour profiles, and scaling down what is too large.
 */
import type { Core, CorePicture } from './wasm/core.mjs';
import { orThrow } from './or-throw';
import { CoreError } from './types';

/** Pixels that a picture may have before it is scaled down: a drag repaints them all. */
export const maxPixels = 2_000_000;

export interface Opened {
	picture: CorePicture;
	scaledFrom?: { width: number; height: number };
}

function fit(width: number, height: number) {
	const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)));
	return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

async function browserDecode(blob: Blob, reason: string): Promise<ImageBitmap> {
	try {
		return await createImageBitmap(blob, { premultiplyAlpha: 'none' });
	} catch {
		throw new CoreError(reason);
	}
}

function pixelsOf(bitmap: ImageBitmap, width: number, height: number): ImageData {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw new CoreError('this browser has no canvas for a picture of that size');
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, 0, 0, width, height);
	return context.getImageData(0, 0, width, height);
}

const jpegOrPng = (file: Uint8Array) =>
	(file[0] === 0xff && file[1] === 0xd8) || (file[0] === 0x89 && file[1] === 0x50);

export async function openPicture(core: Core, source: Blob | ImageData): Promise<Opened> {
	if (!(source instanceof Blob)) {
		const { data, width, height } = source;
		return { picture: orThrow(core.pictureFromRgba(bytesOf(data), width, height)) };
	}

	const file = new Uint8Array(await source.arrayBuffer());
	if (file.length === 0) throw new CoreError('the file is empty');
	let reason = 'this file is not a picture that the browser can read';
	if (jpegOrPng(file)) {
		const header = orThrow(core.inspectFile(file));
		if (header.plain && header.width * header.height <= maxPixels) {
			return { picture: orThrow(core.pictureFromFile(file)) };
		}
		reason = 'the picture is damaged: the browser cannot decode it';
	}

	const bitmap = await browserDecode(source, reason);
	const full = { width: bitmap.width, height: bitmap.height };
	const size = fit(full.width, full.height);
	const { data } = pixelsOf(bitmap, size.width, size.height);
	bitmap.close();
	const picture = orThrow(core.pictureFromRgba(bytesOf(data), size.width, size.height));
	return size.width === full.width ? { picture } : { picture, scaledFrom: full };
}

const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
