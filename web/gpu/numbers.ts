/** For tests: numbers to compute with, and how far two answers are apart. */

/** Numbers in −1 … 1, the same for the same seed. */
function random(seed: number): () => number {
	let state = (seed * 2654435761 + 12345) >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	};
}

export const randoms = (count: number, seed: number): Float32Array<ArrayBuffer> => {
	const next = random(seed);
	return Float32Array.from({ length: count }, next);
};

/** |difference| over |expected|, as norms over all numbers. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
	let off = 0;
	let all = 0;
	for (let i = 0; i < expected.length; i++) {
		off += (found[i]! - expected[i]!) ** 2;
		all += expected[i]! ** 2;
	}
	return Math.sqrt(off / all);
}
