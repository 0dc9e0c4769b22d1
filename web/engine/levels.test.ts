import { expect, it } from 'vitest';
import { levelsIn } from './levels';

it('finds each level once, and none among too many', () => {
	expect(levelsIn(Float32Array.of(0.5, -1, 0.5, 0), 3)).toEqual(Float32Array.of(0.5, -1, 0));
	expect(levelsIn(Float32Array.of(0.5, -1, 0.5, 0), 2)).toHaveLength(0);
	expect(levelsIn(new Float32Array(), 3)).toHaveLength(0);
});

it.each([2, 200, 5000])('finds what a set would, of %i values in any order', (different) => {
	const odd = [NaN, -0, 0, Infinity, -Infinity, 1e-45];
	const values = Float32Array.from({ length: 20_000 }, (_, i) =>
		i % 997 === 0 ? odd[(i / 997) % odd.length]! : Math.sin(12.9898 * ((i * 7919) % different))
	);
	const all = new Set(values);
	expect(levelsIn(values, all.size)).toEqual(Float32Array.from(all));
	expect(levelsIn(values, all.size - 1)).toHaveLength(0);
	expect(levelsIn(values.subarray(1, 100), 100)).toEqual(
		Float32Array.from(new Set(values.subarray(1, 100)))
	);
});
