import { expect, it } from 'vitest';
import { spotlight } from './spotlight';

it('veils every pixel but those of the entry', () => {
	const veil = spotlight(new Uint8Array([3, 0, 3, 1]), 3);
	const alphas = [3, 7, 11, 15].map((at) => veil[at]!);
	expect(alphas[0]).toBe(0);
	expect(alphas[2]).toBe(0);
	expect(alphas[1]).toBeGreaterThan(128);
	expect(alphas[3]).toBe(alphas[1]);
});
