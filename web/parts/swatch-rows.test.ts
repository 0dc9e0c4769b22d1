import { describe, expect, it } from 'vitest';
import { swatchRows } from './swatch-rows';

describe('swatchRows', () => {
	it('keeps a short palette in one row with its shares', () => {
		expect(swatchRows([1, 3])).toEqual([
			[
				{ index: 0, share: 0.25 },
				{ index: 1, share: 0.75 }
			]
		]);
	});

	it('keeps every entry once and in order, in rows of about equal weight', () => {
		const rows = swatchRows(Array.from({ length: 256 }, (_, i) => 1 + (i % 7)));
		expect(rows.flat().map(({ index }) => index)).toEqual(Array.from({ length: 256 }, (_, i) => i));
		expect(rows).toHaveLength(8);
		for (const row of rows) {
			expect(row.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1 / 8, 1);
		}
	});

	it('draws no empty row beside one entry that has nearly everything', () => {
		const rows = swatchRows([1e6, ...Array(63).fill(1)]);
		expect(rows.flat()).toHaveLength(64);
		expect(rows.every((row) => row.length > 0)).toBe(true);
	});

	it('shares evenly when nothing has been counted', () => {
		expect(swatchRows([0, 0])[0]!.map(({ share }) => share)).toEqual([0.5, 0.5]);
	});
});
