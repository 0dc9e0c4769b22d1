import { describe, expect, it } from 'vitest';
import { barsPath, handleAfterKey, moveHandle, niceStep, snapTo } from './histogram-bars';

describe('bars', () => {
	it('stand on the floor, as high as their counts', () => {
		expect(barsPath([1, 2, 0, 4], 'linear')).toBe('M0 100V75H250V50H500V100H750V0H1000V100Z');
	});

	it('of a lone value are seen beside a million', () => {
		expect(barsPath([1, 1_000_000], 'linear')).toBe('M0 100V98.8H500V0H1000V100Z');
		expect(barsPath([9, 99], 'log')).toBe('M0 100V50H500V0H1000V100Z');
	});

	it('of nothing are no drawing', () => {
		expect(barsPath([], 'linear')).toBe('');
		expect(barsPath([0, 0], 'log')).toBe('');
	});
});

describe('handles', () => {
	const limits = { min: -1, max: 1, step: 0.01 };

	it('stay inside the limits and never pass each other', () => {
		const at = { low: -0.5, high: 0.5 };
		expect(moveHandle('low', -7, at, limits)).toEqual({ low: -1, high: 0.5 });
		expect(moveHandle('low', 0.9, at, limits)).toEqual({ low: 0.49, high: 0.5 });
		expect(moveHandle('high', -0.9, at, limits)).toEqual({ low: -0.5, high: -0.49 });
		expect(moveHandle('high', 0.1 + 0.2, at, limits)).toEqual({ low: -0.5, high: 0.3 });
	});

	it('move by steps, by strides and to the ends', () => {
		expect(handleAfterKey('ArrowRight', 0.5, limits)).toBeCloseTo(0.51);
		expect(handleAfterKey('PageDown', 0.5, limits)).toBeCloseTo(0.4);
		expect(handleAfterKey('Home', 0.5, limits)).toBe(-1);
		expect(handleAfterKey('Tab', 0.5, limits)).toBeUndefined();
	});
});

it('steps are round numbers', () => {
	expect(niceStep(2.6, 1000)).toBe(0.002);
	expect(niceStep(1, 200)).toBe(0.005);
	expect(niceStep(0, 200)).toBe(1);
	expect(snapTo(0.12345, 0.002)).toBe(0.124);
});
