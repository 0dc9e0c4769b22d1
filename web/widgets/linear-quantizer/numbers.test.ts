import { describe, expect, it } from 'vitest';
import { parseMatrix } from './numbers';

describe('numbers that a reader types', () => {
	it('are rows by lines, whatever stands between them', () => {
		expect(parseMatrix('1, 2;3\n\n [−4 5e-1 .25]\n')).toEqual({
			shape: [2, 3],
			values: Float32Array.of(1, 2, 3, -4, 0.5, 0.25)
		});
	});

	it.each([
		['', /no number/],
		[' ,\n;', /no number/],
		['1 2\n3', /^Line 2 has 1 number, line 1 has 2 numbers/],
		['1 two', /^“two” in line 1 is not a number/],
		['1\n1e39', /^1e39 in line 2 is too large/],
		['Infinity', /too large/],
		['1 '.repeat(1025), /1025 numbers/]
	])('%j is refused in words', (text, message) => expect(parseMatrix(text)).toMatch(message));
});
