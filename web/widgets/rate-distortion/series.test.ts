import { describe, expect, it } from 'vitest';
import type { RateBounds, RatePoint } from '$engine/tensor-types';
import { around, gapOf, nearest, rateOf, series, settingOf } from './series';

const point = (entropy: number, more: Partial<RatePoint> = {}): RatePoint => ({
	quantizer: 'kmeans',
	bits: 4,
	symbols: 16,
	fixed: 4,
	entropy,
	huffman: entropy + 0.05,
	codebook: 0.25,
	code: 0.125,
	sqnrDb: 20,
	...more
});

describe('bits a value', () => {
	it('are the integers’ own in theory, and all that a file holds otherwise', () => {
		const one = point(3.5);
		expect(rateOf(one, { coded: false }, 'theory')).toBe(4);
		expect(rateOf(one, { coded: true }, 'theory')).toBe(3.5);
		expect(rateOf(one, { coded: false }, 'file')).toBe(4.25);
		expect(rateOf(one, { coded: true }, 'file')).toBeCloseTo(3.5 + 0.05 + 0.375);
	});

	it('find the nearest point of a curve', () => {
		const points = [1, 2, 3.4].map((entropy) => point(entropy));
		expect(nearest(points, 2.6, { coded: true }, 'theory')?.entropy).toBe(2);
		expect(nearest(points, 9, { coded: true }, 'theory')?.entropy).toBe(3.4);
		expect(nearest([], 2, { coded: true }, 'theory')).toBeUndefined();
	});

	it('are measured against the bound, in decibels and in bits', () => {
		const bounds: RateBounds = { values: 9, mean: 0, variance: 1, gaussianDb: 0.5, dbPerBit: 6 };
		expect(gapOf(20, 4, bounds)).toEqual({ decibels: 4.5, bits: 0.75 });
	});
});

it('tells a point of a curve by its bits or by its step', () => {
	expect(settingOf(point(2))).toEqual({ quantizer: 'kmeans', bits: 4 });
	const uniform = point(2, { quantizer: 'uniform', step: 0.25 });
	delete uniform.bits;
	expect(settingOf(uniform)).toEqual({ quantizer: 'uniform', step: 0.25 });
});

it('draws no two curves alike', () => {
	for (const key of ['id', 'name', 'dash', 'drawn'] as const)
		expect(new Set(series.map((one) => one[key])).size).toBe(series.length);
});

describe('the commonest symbol’s neighbours', () => {
	const symbols = [1, 2, 9, 4, 3, 2, 1].map((count, value) => ({ value, count, word: '' }));
	it('stand around it', () => {
		expect(around(symbols, 3).map(({ value }) => value)).toEqual([1, 2, 3]);
	});
	it('are all there are where those are few, and none where there is none', () => {
		expect(around(symbols, 7)).toEqual(symbols);
		expect(around(symbols, 20)).toEqual(symbols);
		expect(around([], 5)).toEqual([]);
	});
	it('end where the symbols end', () => {
		const rising = [1, 2, 3, 4].map((count, value) => ({ value, count, word: '' }));
		expect(around(rising, 3).map(({ value }) => value)).toEqual([1, 2, 3]);
	});
});
