import { expect, it } from 'vitest';
import { cellsBetween, colorAt, filledWith, flooded, isSame, mirrored, painted } from './drawing';

const white = filledWith('#ffffff');

it('paints a stroke without gaps, and nothing outside', () => {
	const cells = cellsBetween({ x: 0, y: 0 }, { x: 5, y: 2 });
	expect(cells).toHaveLength(6);
	expect(cells.at(-1)).toEqual({ x: 5, y: 2 });
	expect(cellsBetween({ x: 3, y: 3 }, { x: 3, y: 3 })).toEqual([{ x: 3, y: 3 }]);
	const steep = cellsBetween({ x: 9, y: 12 }, { x: 7, y: 1 });
	expect(
		steep.every(({ x, y }, i) => !i || Math.hypot(x - steep[i - 1]!.x, y - steep[i - 1]!.y) < 1.5)
	).toBe(true);
	const drawn = painted(white, [...cells, { x: -1, y: 0 }, { x: 16, y: 3 }], '#102030');
	expect(colorAt(drawn, { x: 5, y: 2 })).toBe('#102030');
	expect(colorAt(white, { x: 5, y: 2 })).toBe('#ffffff');
	expect(drawn.filter((value, i) => value !== white[i])).toHaveLength(18);
});

it('fills what hangs together, and no further', () => {
	const wall = painted(white, cellsBetween({ x: 4, y: 0 }, { x: 4, y: 15 }), '#000000');
	const filled = flooded(wall, { x: 0, y: 9 }, '#ff0000');
	expect(colorAt(filled, { x: 3, y: 0 })).toBe('#ff0000');
	expect(colorAt(filled, { x: 5, y: 9 })).toBe('#ffffff');
	expect(flooded(filled, { x: 0, y: 0 }, '#ff0000')).toBe(filled);
	expect(flooded(filled, { x: 16, y: 0 }, '#00ff00')).toBe(filled);
	expect(isSame(flooded(white, { x: 0, y: 0 }, '#123456'), filledWith('#123456'))).toBe(true);
});

it('mirrors left and right', () => expect(mirrored({ x: 0, y: 3 })).toEqual({ x: 15, y: 3 }));
