import { expect, it } from 'vitest';
import { faceBytes, faceOf, tiled, tilingOf } from './tiles';

const faces = (count: number) =>
	Uint8ClampedArray.from({ length: count * faceBytes }, (_, i) => 1 + Math.floor(i / faceBytes));

it('stands faces beside each other with a line between', () => {
	const tiling = tilingOf(5, 2);
	expect(tiling).toEqual({ columns: 2, rows: 3, width: 33, height: 50 });
	const picture = tiled(faces(5), tiling);
	const at = (x: number, y: number) => picture[4 * (y * 33 + x)];
	expect([
		at(0, 0),
		at(15, 15),
		at(16, 0),
		at(17, 0),
		at(0, 16),
		at(0, 17),
		at(17, 17),
		at(15, 49)
	]).toEqual([1, 1, 0, 2, 0, 3, 4, 5]);
	expect(at(17, 40)).toBe(0);
});

it('leaves out what there is no place for, and keeps places for what is missing', () => {
	expect(tiled(faces(3), tilingOf(1)).every((value) => value === 1)).toBe(true);
	expect(tiled(faces(0), tilingOf(4)).every((value) => value === 0)).toBe(true);
	expect(tilingOf(64)).toMatchObject({ columns: 8, rows: 8, width: 135 });
	expect(faceOf(faces(3), 2)[0]).toBe(3);
});
