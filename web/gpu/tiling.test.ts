import { expect, it } from 'vitest';
import type { AdapterFacts } from './device';
import { candidates, type Size } from './tiling';

const card: AdapterFacts = { name: 'a card', software: false, lanes: 32, half: true, dot: true };
const sizes: Size[] = ['few', 'some', 'many'];
const halves = (facts: AdapterFacts, encoding: 'float32' | 'float16' | 'linear' | 'table' | 'tables') =>
	sizes.map((size) =>
		candidates(facts, size, { encoding, dotBits: 0 }).some((tiling) => 'HALF' in tiling && tiling.HALF)
	);

it.each(['float32', 'linear', 'table', 'tables'] as const)(
	'%s weights are never multiplied in float16, which would be further from the core than 1e-4',
	(encoding) => expect(halves(card, encoding)).toEqual([false, false, false])
);

it('float16 weights are tried in float16 where the adapter has it', () => {
	expect(halves(card, 'float16')).toEqual([true, true, true]);
	expect(halves({ ...card, half: false }, 'float16')).toEqual([false, false, false]);
	expect(halves({ ...card, software: true }, 'float16')).toEqual([false, false, false]);
});
