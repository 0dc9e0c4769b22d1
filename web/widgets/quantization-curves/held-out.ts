/** Pictures that the autoencoder was not trained on, and what is left of them after weights held in one way. */
import heldOut from '$assets/models/held_out.png?url';
import { getModelEngine } from '$engine/model-client';
import type { LayerOptions } from '$engine/model-types';
import { faceBytes } from '../faces/tiles';

export interface Distance {
	pictures: number;
	psnrDb: number;
}

export interface HeldOut {
	distance(options: LayerOptions, signal: AbortSignal): Promise<Distance>;
	close(): void;
}

/** The file has them one below the other, so that its pixels lie picture by picture. */
async function load(): Promise<Uint8ClampedArray> {
	const answer = await fetch(heldOut);
	if (!answer.ok)
		throw new Error(`The held-out pictures could not be loaded: the server says ${answer.status}.`);
	const bitmap = await createImageBitmap(await answer.blob(), {
		colorSpaceConversion: 'none',
		premultiplyAlpha: 'none'
	});
	const { width, height } = bitmap;
	const canvas = document.createElement('canvas');
	Object.assign(canvas, { width, height });
	const context = canvas.getContext('2d', { willReadFrequently: true })!;
	context.drawImage(bitmap, 0, 0);
	bitmap.close();
	return context.getImageData(0, 0, width, height).data;
}

export async function openHeldOut(): Promise<HeldOut> {
	const engine = getModelEngine();
	const [{ handle }, rgba] = await Promise.all([engine.open('autoencoder'), load()]);
	return {
		async distance(options, signal) {
			await engine.quantize(handle, options);
			const { psnrDb } = await engine.reconstruct(handle, rgba, { signal });
			return { pictures: rgba.length / faceBytes, psnrDb };
		},
		close: () => engine.release(handle)
	};
}
