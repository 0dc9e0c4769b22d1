import type { PaletteFacts, PictureFacts } from '$widgets/picture-numbers/state.svelte';
import { dog, quantizedDog } from '../dog.server';

/** The numbers of colours that the prose speaks of. */
const spokenOf = [16, 128];

export async function load(): Promise<{ facts: PictureFacts }> {
	const { width, height, uniqueColors } = await dog();
	const palettes: Record<number, PaletteFacts> = {};
	let rawBytes = 0;
	for (const k of spokenOf) {
		const quantized = await quantizedDog(k);
		palettes[k] = { indexedBytes: quantized.indexedBytes, mse: quantized.mse, psnrDb: quantized.psnrDb };
		rawBytes = quantized.rawBytes;
		quantized.delete();
	}
	return { facts: { width, height, pixels: width * height, uniqueColors, rawBytes, palettes } };
}
