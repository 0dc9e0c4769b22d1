import { expect, it, vi } from 'vitest';
import { KeptResults } from './kept-results';
import { TensorSession } from './tensor-session';
import type { CoreCompressed, CoreTensor, Tensors } from './wasm/tensors.mjs';

const result = () => ({ delete: vi.fn() });

it('makes each result once while it is kept, and deletes what goes', () => {
	const kept = new KeptResults<ReturnType<typeof result>>(2);
	const [a, b, c] = [result(), result(), result()];
	const make = vi.fn(() => a);
	expect(kept.get('a', make)).toBe(a);
	expect(kept.get('a', make)).toBe(a);
	expect(make).toHaveBeenCalledTimes(1);
	kept.get('b', () => b);
	kept.get('a', make); // used again: b is the oldest now
	kept.get('c', () => c);
	expect([a, b, c].map((each) => each.delete.mock.calls.length)).toEqual([0, 1, 0]);
	kept.clear();
	expect([a, b, c].map((each) => each.delete.mock.calls.length)).toEqual([1, 1, 1]);
});

it('keeps nothing of what could not be made', () => {
	const kept = new KeptResults<ReturnType<typeof result>>(2);
	const fails = () => {
		throw new Error('no');
	};
	expect(() => kept.get('a', fails)).toThrow('no');
	const a = result();
	expect(kept.get('a', () => a)).toBe(a);
});

/** A core that counts what lives in it. */
function countingCore() {
	const alive = { tensors: 0, results: 0 };
	const living = (kind: keyof typeof alive) => {
		alive[kind]++;
		return { delete: () => void alive[kind]-- };
	};
	const compressed = () =>
		({
			...living('results'),
			centroids: () => new Float32Array(),
			scales: () => new Float32Array(),
			zeroPoints: () => new Int8Array(),
			ranges: () => new Float32Array(),
			integerRange: () => undefined,
			error: () => ({}),
			valuesNpy: () => new Uint8Array()
		}) as unknown as CoreCompressed;
	const makeTensor = () =>
		({
			...living('tensors'),
			count: 1,
			columns: 1,
			shape: () => [1],
			scan: () => ({}),
			set: () => true
		}) as unknown as CoreTensor;
	const noFiles = () => Promise.reject(new Error('no file is opened here'));
	return {
		alive,
		session: new TensorSession({ makeTensor, compress: compressed } as unknown as Tensors, noFiles)
	};
}

it('is computed once for pictures and files of the same options, and freed with its tensor', () => {
	const { alive, session } = countingCore();
	const { handle } = session.makeTensor([1], new Float32Array(1));
	session.compress(handle, { method: 'linear', bits: 4 });
	session.npy(handle, { bits: 4, method: 'linear' }, 'values');
	expect(alive).toEqual({ tensors: 1, results: 1 });
	for (let bits = 1; bits <= 100; bits++) session.compress(handle, { method: 'linear', bits });
	expect(alive.results).toBeLessThan(10);
	session.setValue(handle, 0, 1);
	expect(alive).toEqual({ tensors: 1, results: 0 });
	session.compress(handle, { method: 'linear' });
	session.release(handle);
	expect(alive).toEqual({ tensors: 0, results: 0 });
});
