import { expect, it } from 'vitest';
import { levelsIn } from './levels';

it('finds each level once, and none among too many', () => {
	expect(levelsIn(Float32Array.of(0.5, -1, 0.5, 0), 3)).toEqual(Float32Array.of(0.5, -1, 0));
	expect(levelsIn(Float32Array.of(0.5, -1, 0.5, 0), 2)).toHaveLength(0);
	expect(levelsIn(new Float32Array(), 3)).toHaveLength(0);
});
