/** A picture of the reader's own in 16 × 16 pixels. */
import { side } from '../faces/tiles';
import type { Pixels } from './drawing';

/** The largest square in its middle; small pixel art keeps its hard edges. Rejects in words for people. */
export async function importPicture(file: Blob, name: string): Promise<Pixels> {
	let bitmap: ImageBitmap;
	try {
		bitmap = await createImageBitmap(file);
	} catch {
		throw new Error(`${name || 'The file'} is no picture that this browser can read.`);
	}
	const { width, height } = bitmap;
	const square = Math.min(width, height);
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = side;
	const context = canvas.getContext('2d', { willReadFrequently: true })!;
	context.fillStyle = '#fff';
	context.fillRect(0, 0, side, side);
	context.imageSmoothingEnabled = square % side !== 0 || square > 16 * side;
	context.imageSmoothingQuality = 'high';
	context.drawImage(bitmap, (width - square) / 2, (height - square) / 2, square, square, 0, 0, side, side);
	bitmap.close();
	return context.getImageData(0, 0, side, side).data as Pixels;
}
