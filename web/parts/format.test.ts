import { describe, expect, it } from 'vitest';
import {
	formatBytes,
	formatCompact,
	formatCount,
	formatDecibels,
	formatFixed,
	formatPercent,
	formatSignificant,
	formatTick,
	formatTimes
} from './format';

describe('formatCount', () => {
	it('groups thousands', () => {
		expect(formatCount(442368)).toBe('442,368');
		expect(formatCount(7)).toBe('7');
		expect(formatCount(-1234.4)).toBe('−1,234');
	});
});

describe('formatSignificant', () => {
	it.each([
		[311.94, '312'],
		[34.337, '34.3'],
		[0.012345, '0.0123'],
		[12345.6, '12,346'],
		[0, '0'],
		[-2.5, '−2.50'],
		[Infinity, '∞'],
		[-Infinity, '−∞'],
		[NaN, '–']
	])('%f → %s', (value, text) => expect(formatSignificant(value)).toBe(text));
});

describe('formatCompact', () => {
	it.each([
		[0.00437638, '0.00438'],
		[2.4948e-5, '2.49×10⁻⁵'],
		[-9.996e-4, '\u22121.00×10⁻³'],
		[1.5e-38, '1.50×10⁻³⁸'],
		[3.4e38, '3.40×10³⁸'],
		[123456, '123,456'],
		[0, '0'],
		[Infinity, '∞']
	])('%f → %s', (value, text) => expect(formatCompact(value)).toBe(text));
});

describe('formatTick', () => {
	it.each([
		[40, '40'],
		[0.25, '0.25'],
		[12345, '12,345'],
		[-3, '−3']
	])('%f → %s', (value, text) => expect(formatTick(value)).toBe(text));
});

describe('formatFixed', () => {
	it('keeps the decimals it is asked for', () => {
		expect(formatFixed(2, 2)).toBe('2.00');
		expect(formatFixed(1234.567, 1)).toBe('1,234.6');
	});
});

describe('formatBytes', () => {
	it.each([
		[0, '0\u00a0bytes'],
		[1, '1\u00a0byte'],
		[999, '999\u00a0bytes'],
		[1000, '1.00\u00a0kB'],
		[999_600, '1.00\u00a0MB'],
		[1_327_104, '1.33\u00a0MB'],
		[100e9, '100\u00a0GB']
	])('%d → %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatDecibels', () => {
	it('says when nothing is lost', () => {
		expect(formatDecibels(30.12)).toBe('30.1\u00a0dB');
		expect(formatDecibels(Infinity)).toBe('∞\u00a0dB');
	});
});

describe('formatPercent', () => {
	it.each([
		[0.5, '50%'],
		[0.0321, '3.2%'],
		[0.00001, '<0.1%'],
		[0, '0.0%'],
		[1, '100%']
	])('%f → %s', (share, text) => expect(formatPercent(share)).toBe(text));
});

describe('formatTimes', () => {
	it('drops decimals once they stop mattering', () => {
		expect(formatTimes(2.996)).toBe('3.0\u00a0×');
		expect(formatTimes(24.4)).toBe('24\u00a0×');
	});
});
