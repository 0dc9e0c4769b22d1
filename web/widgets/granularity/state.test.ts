import { describe, expect, it } from 'vitest';
import type { Compressed, Tensor, TensorEngine } from '$engine/tensor-types';
import { axisOf, contestants, Granularities, largestBeside, sharedWith } from './state.svelte';

const weights = Float32Array.of(0.1, -0.4, 0.2, 0.3, 0, 0.1, 0.2, 0.1);

/** Every call in its order. */
function fake() {
	const calls: string[] = [];
	const engine = {
		values: () => Promise.resolve(weights),
		release: (handle: number) => void calls.push(`release ${handle}`),
		makeTensor: () =>
			Promise.resolve({ handle: 2, shape: [2, 4], rows: 2, columns: 4, count: 8 } as Tensor),
		compressAll(...[, options, , changes = []]: Parameters<TensorEngine['compressAll']>) {
			for (const { index, value } of changes)
				calls.push(`set ${index} ${Number(value.toPrecision(5))}`);
			for (const { granularity, mode, axis, groupSize } of options) {
				const slices = [granularity, axis, groupSize].filter((part) => part !== undefined).join(':');
				calls.push(`${mode} ${slices}`);
			}
			return Promise.resolve({ results: options.map(() => ({}) as Compressed), errorScale: 0.5 });
		}
	} as unknown as TensorEngine;
	const layer = { handle: 1, shape: [1, 1, 2, 4], rows: 2, columns: 4, count: 8 } as Tensor;
	return {
		calls,
		compared: new Granularities(
			() => engine,
			() => Promise.resolve(layer)
		)
	};
}

it('makes the largest weight an outlier, and asks for all four at once', async () => {
	const { calls, compared } = fake();
	await compared.open('layer');
	expect(calls).toEqual([
		'set 1 -4',
		'asymmetric tensor',
		'symmetric tensor',
		'symmetric channel:3',
		'symmetric group:4'
	]);
	expect(compared.answers.shown).toMatchObject({ outlier: 1, factor: 10, errorScale: 0.5 });
	expect(compared.answers.shown?.value).toBeCloseTo(-4);
});

it('puts a weight back before it makes another one the outlier', async () => {
	const { calls, compared } = fake();
	await compared.open('layer');
	calls.length = 0;
	await compared.choose({ outlier: 3, factor: 2 });
	expect(calls.slice(0, 2)).toEqual(['set 3 0.6', 'set 1 -0.4']);
});

it('takes another tensor with its own largest weight, and groups that fit into a row', async () => {
	const { calls, compared } = fake();
	await compared.open('layer');
	await compared.choose({ outlier: 3 });
	await compared.open('small');
	expect(compared.answers.shown).toMatchObject({ outlier: 1, groupSize: 4, opened: { source: 'small' } });
	expect(calls.at(-1)).toBe('release 1');
});

it('knows which cells share a scale', () => {
	const [asymmetric, , channel, group] = contestants;
	const tensor = { rows: 2, columns: 5 };
	const cell = { x: 4, y: 1 };
	const output = { channel: 'output', groupSize: 2 } as const;
	expect(sharedWith(cell, asymmetric!, output, tensor)).toEqual({ x: 0, y: 0, width: 5, height: 2 });
	expect(sharedWith(cell, channel!, output, tensor)).toEqual({ x: 4, y: 0, width: 1, height: 2 });
	expect(sharedWith(cell, channel!, { ...output, channel: 'input' }, tensor)).toEqual({
		x: 0,
		y: 1,
		width: 5,
		height: 1
	});
	// The last group of a row is shorter.
	expect(sharedWith(cell, group!, output, tensor)).toEqual({ x: 4, y: 1, width: 1, height: 1 });
});

it('counts axes from the end, as layers of all kinds do', () => {
	expect(axisOf({ shape: [3, 3, 64, 32] }, 'output')).toBe(3);
	expect(axisOf({ shape: [8, 8] }, 'input')).toBe(0);
	expect(axisOf({ shape: [8] }, 'input')).toBe(0);
});

it('finds the largest of the others', () => {
	expect(largestBeside(weights, 1)).toBeCloseTo(0.3);
	expect(largestBeside(Float32Array.of(5), 0)).toBe(0);
	expect(largestBeside(Float32Array.of(5, -7), 0)).toBe(7);
});

describe('a link', () => {
	it('brings back what it was made from', async () => {
		const { compared } = fake();
		await compared.choose({ bits: 3, channel: 'input', groupSize: 2, factor: 7, outlier: 5 });
		const texts = Object.entries(compared.parameters).map(([name, value]) => [name, String(value)]);
		const other = fake().compared;
		other.restore(Object.fromEntries(texts));
		await other.open('layer');
		expect(other.answers.shown).toMatchObject({
			bits: 3,
			channel: 'input',
			groupSize: 2,
			factor: 7,
			outlier: 5
		});
	});

	it('that points beyond the tensor points at its largest weight', async () => {
		const { compared } = fake();
		compared.restore({ weight: '8', bits: '0', times: '51', channel: 'up' });
		await compared.open('layer');
		expect(compared.answers.shown).toMatchObject({ outlier: 1, bits: 4, factor: 10, channel: 'output' });
	});
});

it('follows attributes: what they do not name stays as the reader has it', async () => {
	const { compared } = fake();
	await compared.open('layer');
	await compared.choose({ outlier: 3, factor: 2 });
	await compared.follow({ bits: '3' });
	expect(compared.answers.shown).toMatchObject({ bits: 3, outlier: 3, factor: 2 });
	await compared.follow({ weight: '5' });
	expect(compared.answers.shown?.outlier).toBe(5);
	await compared.follow({ weight: '99' });
	expect(compared.answers.shown?.outlier).toBe(1);
	await compared.follow({ tensor: 'small', weight: '6' });
	expect(compared.answers.shown).toMatchObject({ opened: { source: 'small' }, outlier: 6 });
});
