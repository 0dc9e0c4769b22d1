import { expect, it } from 'vitest';
import { beyondOf } from './beyond';

it.each([
	// value, scale, zero_point, least, most, what it is clipped from
	[0.24, 0.032, 0, -8, 7, 8],
	[-0.24, 0.032, 0, -8, 7, undefined],
	[9.5, 1, -2, -8, 7, 8],
	[8.4, 1, -2, -8, 7, undefined],
	[-5.6, 1, -2, -8, 7, undefined],
	[-7, 1, -2, -8, 7, -9],
	[1.27, 0.01, 0, -127, 127, undefined],
	[100, 1, 0, -8, 7, 100],
	[Infinity, 1, 3, -8, 7, Infinity],
	[NaN, 1, 0, -8, 7, undefined]
])('%d in steps of %d from %d, within %d and %d: %s', (value, scale, zeroPoint, least, most, beyond) => {
	const parameters = { scale: Math.fround(scale), zeroPoint, least, most };
	expect(beyondOf(Math.fround(value), parameters)).toBe(beyond);
});
