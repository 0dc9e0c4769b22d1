import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
	Compressed,
	Tensor,
	TensorEngine,
	TensorEntry,
	TensorFile,
	TensorOptions,
	Wanted
} from '$engine/tensor-types';
import { optionsFor } from './methods';
import { firstOf, NetworkTensors } from './state.svelte';

const entry = (name: string, shape: number[], readable = true): TensorEntry => {
	const count = shape.reduce((product, side) => product * side, 1);
	return { name, shape, readable, count, bytes: 4 * count, dtype: readable ? 'F32' : 'I64' };
};

const published: TensorFile = {
	handle: 1,
	format: 'safetensors',
	bytes: 400,
	tensors: [entry('a/kernel', [4, 4]), entry('a/bias', [4]), entry('b/kernel', [1, 1, 8, 4])]
};

/** Half the bytes of everything; `pq` takes nothing. */
function fake(own: Partial<TensorFile> | Error = new Error('not a file of tensors')) {
	const asked: TensorOptions[] = [];
	const freed: string[] = [];
	let handle = 10;
	const counts = new Map<number, number>();
	const engine = {
		openFile: () => (own instanceof Error ? Promise.reject(own) : Promise.resolve({ handle: 2, ...own })),
		closeFile: (handle: number) => void freed.push(`file ${handle}`),
		openTensor(_: number, name: string) {
			const found = [...published.tensors, ...((own as TensorFile).tensors ?? [])].find(
				(t) => t.name === name
			)!;
			counts.set(++handle, found.count);
			return Promise.resolve({
				handle,
				name,
				shape: found.shape,
				count: found.count,
				min: -1,
				max: 1
			} as Tensor);
		},
		histogram: () => Promise.resolve({ min: -1, max: 1, counts: new Uint32Array(1) }),
		values: () => Promise.resolve(new Float32Array(1)),
		picture: () => Promise.resolve(new Uint8ClampedArray(4)),
		release: (handle: number) => void freed.push(`tensor ${handle}`),
		compress(handle: number, options: TensorOptions, want: Wanted = {}) {
			asked.push(options);
			if (options.method === 'pq') return Promise.reject(new Error('8 subspaces of 4 values'));
			const before = 4 * counts.get(handle)!;
			return Promise.resolve({
				bytes: { before, after: before / 2 },
				effectiveBits: 16,
				error: { mse: 1 },
				...(want.values && { values: new Float32Array(1), errors: new Float32Array(1) })
			} as Compressed);
		}
	} as unknown as TensorEngine;
	const network = new NetworkTensors(
		() => engine,
		() => Promise.resolve(published)
	);
	return { network, asked, freed };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('begins with the largest layer, then measures all methods and all layers', async () => {
	const { network } = fake();
	await network.openNetwork();
	expect(network.opened?.entry.name).toBe('b/kernel');
	expect(network.measured('nf4')).toBeUndefined();
	expect(network.sizes).toMatchObject({ before: 208, matrices: 2, kept: 16 });
	expect(network.sizes?.after).toBeUndefined();
	await vi.advanceTimersByTimeAsync(2000);
	expect(network.measured('nf4')).toMatchObject({ effectiveBits: 16 });
	expect(network.measured('pq')).toBeNull();
	// The bias stays as it is.
	expect(network.sizes?.after).toBe(16 + 32 + 64);
});

it('measures again only what a dial changes', async () => {
	const { network, asked } = fake();
	await network.openNetwork();
	await vi.advanceTimersByTimeAsync(2000);
	asked.length = 0;
	await network.choose({ groupSize: 64 });
	await vi.advanceTimersByTimeAsync(2000);
	expect(asked).toHaveLength(1);
	asked.length = 0;
	await network.choose({ bits: 3 });
	await vi.advanceTimersByTimeAsync(2000);
	expect(asked.filter(({ method }) => method === 'linear')).toHaveLength(1 + 1 + 2);
	expect(asked.filter(({ method }) => method === 'q4_0')).toHaveLength(0);
});

it('keeps the last good tensor when a file is none, or holds no floats', async () => {
	const bad = fake();
	await bad.network.openNetwork();
	await bad.network.openOwn(new Blob(['x']), 'x.npy');
	expect(bad.network.error).toBe('not a file of tensors');
	expect(bad.network.opened?.entry.name).toBe('b/kernel');

	const integers = fake({ tensors: [entry('ids', [9], false)] });
	await integers.network.openNetwork();
	await integers.network.openOwn(new Blob(['x']), 'x.npy');
	expect(integers.network.error).toBe('No tensor in x.npy can be read as floats: it holds I64.');
	expect(integers.network).toMatchObject({ own: false, file: published });
	expect(integers.freed).toEqual(['file 2']);
});

it('goes to a reader’s file and back, and frees what it leaves', async () => {
	const { network, freed } = fake({ tensors: [entry('mine', [2, 2])] });
	await network.openNetwork();
	await network.openOwn(new Blob(['x']), 'x.npz');
	expect(network).toMatchObject({ own: true, fileName: 'x.npz', opened: { entry: { name: 'mine' } } });
	expect(network.parameters.layer).toBeUndefined();
	await network.openNetwork();
	expect(network).toMatchObject({ own: false, opened: { entry: { name: 'b/kernel' } } });
	// The network is the page's, not this figure's to close.
	expect(freed).toEqual(['tensor 11', 'tensor 12', 'file 2']);
});

it('fetches the weights of a large answer when one is pointed at, and those of no other', async () => {
	const { network } = fake({ tensors: [entry('large', [128, 128])] });
	await network.openOwn(new Blob(['x']), 'x.npz');
	expect(network.cells).toBeUndefined();
	network.read();
	await vi.advanceTimersByTimeAsync(0);
	expect(network.cells).toMatchObject({ values: new Float32Array(1), errors: new Float32Array(1) });
	await network.choose({ bits: 3 });
	expect(network.cells).toBeUndefined();
	// A small one brings them along.
	await network.openNetwork();
	expect(network.cells?.values).toHaveLength(1);
});

it('asks before it quantizes a large file as a whole', async () => {
	const { network, asked } = fake({ tensors: [entry('huge', [4096, 4096])] });
	await network.openOwn(new Blob(['x']), 'x.gguf');
	expect(network.opened?.values).toBeUndefined();
	await vi.advanceTimersByTimeAsync(2000);
	expect(network.network.stopped).toBe(true);
	const before = asked.length;
	network.network.resume();
	await vi.advanceTimersByTimeAsync(100);
	expect(asked).toHaveLength(before + 1);
});

it('comes back from a link', async () => {
	const { network } = fake();
	network.restore({
		layer: 'a/kernel',
		method: 'kmeans',
		bits: '3',
		granularity: 'group',
		group: '16',
		mode: 'up'
	});
	await network.openNetwork();
	expect(network.quantized.shown).toMatchObject({
		opened: { entry: { name: 'a/kernel' } },
		method: 'kmeans',
		bits: 3,
		granularity: 'group',
		groupSize: 16,
		mode: 'symmetric'
	});
	expect(network.parameters).toEqual({
		layer: 'a/kernel',
		method: 'kmeans',
		bits: 3,
		mode: 'symmetric',
		granularity: 'group',
		group: 16
	});
});

describe('a method', () => {
	const dials = { bits: 3, mode: 'asymmetric', granularity: 'channel', groupSize: 32 } as const;

	it.each([
		['linear', { bits: 3, mode: 'asymmetric', granularity: 'channel', axis: 3 }],
		['kmeans', { bits: 3, granularity: 'channel', axis: 3 }],
		['pq', { bits: 3 }],
		['nf4', {}]
	] as const)('%s is asked only what it takes', (method, options) =>
		expect(optionsFor(method, dials, [3, 3, 64, 32])).toEqual({ method, ...options })
	);
});

it('a file’s first tensor is one that can be drawn, if there is one', () => {
	const [huge, ids, bias, small] = [
		entry('huge', [4096, 4096]),
		entry('ids', [9, 9], false),
		entry('bias', [8]),
		entry('small', [2, 2])
	];
	expect(firstOf([huge!, ids!, bias!, small!])).toBe(small);
	expect(firstOf([huge!, ids!, bias!])).toBe(huge);
	expect(firstOf([ids!, bias!])).toBe(bias);
	expect(firstOf([ids!])).toBeUndefined();
});

it('follows attributes that change: another layer, or the dials alone', async () => {
	const { network } = fake();
	await network.openNetwork();
	const first = network.opened?.entry.name;
	await network.follow({ layer: 'a/kernel', bits: '3' });
	expect(network.quantized.shown).toMatchObject({ opened: { entry: { name: 'a/kernel' } }, bits: 3 });
	await network.follow({ layer: 'none of these', bits: '5' });
	expect(network.quantized.shown).toMatchObject({ opened: { entry: { name: 'a/kernel' } }, bits: 5 });
	await network.follow({ layer: '' });
	expect(network.quantized.shown?.opened.entry.name).toBe(first);
});
