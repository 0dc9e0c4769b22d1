import { expect, it } from 'vitest';
import { formatExact, formatOnAxis, parseNumber } from './words';

it.each([
	[0.0999755859375, '0.0999755859375'],
	[70016, '70,016'],
	[-1234567.5, '−1,234,567.5'],
	[-0, '−0'],
	[0, '0'],
	[1.401298464324817e-45, '1.401298464324817×10⁻⁴⁵'],
	[-5.960464477539063e-8, '−5.960464477539063×10⁻⁸'],
	[3.4028234663852886e38, '3.4028234663852886×10³⁸'],
	[NaN, 'NaN'],
	[-Infinity, '−∞']
])('spells %d with all its digits', (value, text) => expect(formatExact(value)).toBe(text));

it.each([
	[0.0985, 0.0005, '0.0985'],
	[0.1, 0.0005, '0.1000'],
	[-200, 100, '−200'],
	[0, 1e-9, '0'],
	[65000, 500, '65,000'],
	[2e38, 1e38, '2×10³⁸'],
	[1.25e-7, 5e-9, '1.25×10⁻⁷']
])('labels %d on an axis in steps of %d', (value, step, text) =>
	expect(formatOnAxis(value, step)).toBe(text)
);

it.each([
	['0.1', 0.1],
	['70,000', 70000],
	['−3', -3],
	[' -1e-3 ', -1e-3],
	['.5', 0.5],
	['1.', 1],
	['+inf', Infinity],
	['-∞', -Infinity],
	['NaN', NaN],
	['-0', -0],
	['1,5', undefined],
	['0x10', undefined],
	['ten', undefined],
	['constructor', undefined],
	['', undefined],
	['-', undefined],
	['1e', undefined]
])('reads %j', (text, value) => expect(parseNumber(text)).toBe(value));

it('reads back what it spells', () => {
	for (const value of [0.1, -65504, 123456.75]) expect(parseNumber(formatExact(value))).toBe(value);
});
