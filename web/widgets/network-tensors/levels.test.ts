import { expect, it } from 'vitest';
import { levelsIn } from './levels';

it('finds each level once, and none among too many', () => {
	expect(levelsIn(Float32Array.of(0.5, -1, 0.5, 0))).toEqual(Float32Array.of(0.5, -1, 0));
	expect(levelsIn(Float32Array.from({ length: 256 }, (_, i) => i))).toHaveLength(256);
	expect(levelsIn(Float32Array.from({ length: 257 }, (_, i) => i))).toHaveLength(0);
	expect(levelsIn(undefined)).toHaveLength(0);
});
