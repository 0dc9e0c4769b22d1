import { describe, expect, it } from 'vitest';
import { afterKey, fromPosition, toPosition, type ScaleOptions } from './slider-scale';

const log: ScaleOptions = { scale: 'log', min: 1, max: 256, step: 1 };

describe('log scale', () => {
	it('reaches every integer from 1 to 256 by arrow keys', () => {
		const seen = [1];
		while (seen.at(-1)! < 256) seen.push(afterKey('ArrowRight', seen.at(-1)!, log)!);
		expect(seen).toEqual(Array.from({ length: 256 }, (_, i) => i + 1));
	});

	it('doubles and halves by page keys, within its ends', () => {
		expect(afterKey('PageUp', 16, log)).toBe(32);
		expect(afterKey('PageDown', 16, log)).toBe(8);
		expect(afterKey('PageUp', 200, log)).toBe(256);
		expect(afterKey('PageDown', 1, log)).toBe(1);
		expect(afterKey('ArrowLeft', 1, log)).toBe(1);
	});

	it('gives every doubling the same length of track', () => {
		expect(toPosition(16, log)).toBeCloseTo(0.5, 12);
		expect(toPosition(64, log) - toPosition(32, log)).toBeCloseTo(1 / 8, 12);
	});

	it('finds each value again from its own position', () => {
		for (let k = 1; k <= 256; k++) expect(fromPosition(toPosition(k, log), log)).toBe(k);
	});
});

describe('linear scale', () => {
	const tenths: ScaleOptions = { scale: 'linear', min: 0, max: 1, step: 0.1 };
	it('lands on clean multiples of its step', () => {
		expect(fromPosition(0.31, tenths)).toBe(0.3);
		expect(afterKey('ArrowUp', 0.2, tenths)).toBe(0.3);
		expect(afterKey('End', 0.2, tenths)).toBe(1);
	});
});

describe('a list of values', () => {
	const list: ScaleOptions = { scale: [2, 3, 4, 8], min: 2, max: 8, step: 1 };
	it('spaces its values evenly and steps from one to the next', () => {
		expect(toPosition(4, list)).toBeCloseTo(2 / 3, 12);
		expect(fromPosition(0.9, list)).toBe(8);
		expect(afterKey('ArrowRight', 4, list)).toBe(8);
		expect(afterKey('ArrowLeft', 2, list)).toBe(2);
	});
	it('starts from the nearest value when given one that is not listed', () => {
		expect(afterKey('ArrowLeft', 7, list)).toBe(4);
	});
});

it('leaves other keys to the page', () => {
	expect(afterKey('a', 3, log)).toBeUndefined();
	expect(afterKey('Tab', 3, log)).toBeUndefined();
});
