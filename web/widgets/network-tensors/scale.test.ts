import { expect, it } from 'vitest';
import { scaleOf } from './scale';

const histogram = (min: number, max: number, ...counts: number[]) => ({
	min,
	max,
	counts: Uint32Array.from(counts)
});

it('ends where all but a hundredth of the weights do', () => {
	expect(scaleOf(histogram(-2, 2, 0, 500, 495, 5))).toBe(1);
	expect(scaleOf(histogram(-2, 2, 0, 500, 480, 20))).toBe(2);
	expect(scaleOf(histogram(-4, 0, 1, 0, 0, 999))).toBe(1);
});

it('is never nothing', () => {
	expect(scaleOf(histogram(0, 0, 7))).toBe(1);
	expect(scaleOf(histogram(3, 3, 7))).toBe(3);
	expect(scaleOf(histogram(-1, 1))).toBe(1);
	expect(scaleOf(histogram(-1, 1, 0, 0))).toBe(1);
});
