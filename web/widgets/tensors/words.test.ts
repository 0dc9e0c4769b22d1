import { describe, expect, it } from 'vitest';
import { bracketed, formatCell, formatShape, inTens, upTo } from './words';

const minus = '\u2212';

describe('a cell', () => {
	it.each([
		[0.12, '0.12'],
		[-0.001, '0.00'],
		[-12.34, `${minus}12.3`],
		[123.4, '123'],
		[1e6, '1×10⁶'],
		[NaN, '–']
	])('of %f reads %s', (value, text) => expect(formatCell(value)).toBe(text));

	it('of small numbers has a power of ten for all of them', () => {
		const { unit, format } = inTens(0.03);
		expect(unit).toBe(' × 10⁻³');
		expect([0.0048, -0.0312, 0.00999, 7e-9].map(format)).toEqual(['4.8', `${minus}31`, '10', '0.0']);
		expect(inTens(4).unit).toBe(' × 10⁻¹');
		expect(inTens(40).unit).toBe('');
		expect(inTens(0).format(0)).toBe('0.0');
	});
});

it('a scale says where it stands for more than its end', () => {
	expect([-0.1, 0, 0.1].map(upTo(0.1, 0.3))).toEqual([`≤ ${minus}0.10`, '0', '≥ 0.10']);
	expect(upTo(0.1, 0.1)(0.1)).toBe('0.10');
	expect(upTo(undefined)(1)).toBe('–');
});

it('a sign that would meet another is put in brackets', () => {
	expect([bracketed('3'), bracketed(`${minus}3`)]).toEqual(['3', `(${minus}3)`]);
	expect(formatShape([3, 3, 64, 32])).toBe('3 × 3 × 64 × 32');
	expect(formatShape([])).toBe('a single number');
});
