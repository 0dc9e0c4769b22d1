import { expect, it, vi } from 'vitest';
import type { TensorEntry, TensorFile } from '$engine/tensor-types';
import { NetworkLayers, sizesOf } from './state.svelte';

const entry = (name: string, shape: number[]): TensorEntry => {
	const count = shape.reduce((product, length) => product * length, 1);
	return { name, shape, count, dtype: 'F32', bytes: 4 * count, readable: true } as TensorEntry;
};
const file = {
	handle: 1,
	tensors: [entry('a/kernel', [8, 4]), entry('a/bias', [4]), entry('b/kernel', [16, 4])]
} as TensorFile;

function fake() {
	const engine = {
		openTensor: vi.fn(async (_: number, name: string) => ({ handle: name === 'a/kernel' ? 2 : 3 })),
		compress: vi.fn(async (handle: number, { bits = 8 }: { bits?: number }) => {
			const count = handle === 2 ? 32 : 64;
			return {
				bytes: { before: 4 * count, after: (bits * count) / 8 + 16 },
				scales: new Float32Array(4),
				error: { sqnrDb: 6 * bits }
			};
		}),
		release: vi.fn()
	};
	return {
		engine,
		network: new NetworkLayers(
			() => engine as never,
			async () => file
		)
	};
}

it('counts integers, scales and what is kept, and they add up', async () => {
	const { engine, network } = fake();
	await network.choose({ bits: 4 });
	await network.choose({ granularity: 'tensor' });
	expect(engine.openTensor).toHaveBeenCalledTimes(2);
	const { shown } = network.live;
	expect(sizesOf(shown!, [])).toEqual({
		before: 400,
		integers: 48,
		scales: 32,
		kept: 16,
		after: 96
	});
	network.toggle('b/kernel');
	const { integers, scales, kept, after } = sizesOf(shown!, network.alone);
	expect({ integers, scales, kept }).toEqual({ integers: 16, scales: 16, kept: 16 + 256 });
	expect(after).toBe(integers + scales + kept);
	network.toggle('b/kernel');
	expect(network.alone).toEqual([]);
});

it('takes of a link what makes sense, and gives it back', async () => {
	const { network } = fake();
	await network.restore({ bits: '1', granularity: 'row', alone: 'a/kernel' });
	expect(network.saved).toEqual({ bits: 8, granularity: 'channel', alone: 'a/kernel' });
	await network.restore({ bits: '3', granularity: 'group', alone: '' });
	expect(network.saved).toEqual({ bits: 3, granularity: 'group', alone: undefined });
});

it('frees its tensors, and needs none to be closed', async () => {
	const { engine, network } = fake();
	network.close();
	expect(engine.release).not.toHaveBeenCalled();
	await network.choose({});
	network.close();
	expect(engine.release.mock.calls.flat()).toEqual([2, 3]);
});
