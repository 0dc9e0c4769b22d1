import { describe, expect, it } from 'vitest';
import { axisScale, axisTicks, canShow } from './chart-axis';

describe('axisScale', () => {
	it('covers its points and ignores what it cannot show', () => {
		const axis = { label: 'MSE', scale: 'log' as const };
		const scale = axisScale(axis, [0, 5, 3000, Infinity], [0, 100]);
		const [low, high] = scale.domain;
		expect(low).toBeLessThanOrEqual(5);
		expect(low).toBeGreaterThan(0);
		expect(high).toBe(10000);
		expect(canShow(0, axis)).toBe(false);
	});

	it('keeps a domain that it was given to the letter', () => {
		const scale = axisScale({ label: 'k', scale: 'log', domain: [1, 256] }, [4], [0, 8]);
		expect(scale.domain).toEqual([1, 256]);
		expect(scale(16)).toBeCloseTo(4, 12);
	});

	it('ends a linear axis at round numbers, and may run downwards', () => {
		const scale = axisScale({ label: 'y' }, [0.13, 9.2, NaN], [300, 0]);
		expect(scale.domain).toEqual([0, 10]);
		expect([scale(0), scale(2.5), scale(10)]).toEqual([300, 225, 0]);
		expect(axisTicks({ label: 'y' }, scale, 5)).toEqual([0, 2, 4, 6, 8, 10]);
	});

	it('gives a single value room on both sides', () => {
		const scale = axisScale({ label: 'x' }, [3], [0, 1]);
		expect(scale(3)).toBeGreaterThan(0);
		expect(scale(3)).toBeLessThan(1);
	});
});

describe('axisTicks', () => {
	it('marks powers of ten, or 1-2-5 on a short log axis', () => {
		const long = { label: 'y', scale: 'log' as const, domain: [1, 10000] as const };
		expect(axisTicks(long, axisScale(long, [], [0, 1]), 5)).toEqual([1, 10, 100, 1000, 10000]);
		const short = { label: 'y', scale: 'log' as const, domain: [10, 100] as const };
		expect(axisTicks(short, axisScale(short, [], [0, 1]), 5)).toEqual([10, 20, 50, 100]);
	});
});
