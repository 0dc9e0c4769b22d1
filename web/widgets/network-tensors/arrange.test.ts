import { describe, expect, it } from 'vitest';
import { arranged, arrangementOf, indicesOf, longestSide, positionAt } from './arrange';

const sizes: [number[], number, number][] = [
	[[8, 8], 8, 8],
	[[3, 3, 64, 32], 98, 194],
	[[1, 1, 128, 64], 64, 128],
	[[4, 8, 8], 17, 17],
	[[64], 64, 1],
	[[150], 64, 5],
	[[], 1, 1],
	[[2000, 700], longestSide, longestSide]
];

describe('a tensor of shape', () => {
	it.each(sizes)('%j is %i × %i pixels', (shape, width, height) => {
		expect(arrangementOf(shape)).toMatchObject({ width, height });
	});

	it.each(sizes)('%j has each of its pixels where it is read', (shape) => {
		const count = shape.reduce((product, side) => product * side, 1);
		// Each pixel is its own position, plus one so that none is clear.
		const rgba = new Uint8ClampedArray(Uint32Array.from({ length: count }, (_, i) => i + 1).buffer);
		const arrangement = arrangementOf(shape);
		const picture = new Uint32Array(arranged(rgba, arrangement).slice().buffer);
		const { width, height, isCut } = arrangement;
		expect(picture).toHaveLength(width * height);
		const seen = new Set<number>();
		for (let y = 0; y < height; y++)
			for (let x = 0; x < width; x++) {
				const position = positionAt({ x, y }, arrangement, count);
				if (picture[y * width + x] !== (position ?? -1) + 1)
					throw new Error(`${x}, ${y} shows ${picture[y * width + x]}, reads ${position}`);
				if (position !== undefined) seen.add(position);
			}
		if (!isCut || shape.length < 2) expect(seen.size).toBe(count);
	});
});

it('names a value by its index along each axis', () => {
	expect(indicesOf(0, [3, 3, 64, 32])).toEqual([0, 0, 0, 0]);
	expect(indicesOf((4 * 64 + 40) * 32 + 3, [3, 3, 64, 32])).toEqual([1, 1, 40, 3]);
});
