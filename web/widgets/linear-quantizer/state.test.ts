import { describe, expect, it, vi } from 'vitest';
import type { Compressed, Tensor, TensorEngine, TensorOptions } from '$engine/tensor-types';
import { fitting, LinearQuantizer } from './state.svelte';

/** Remembers what it was asked, and gives back ranges that tell it. */
function fake({ min = -0.5, max = 1 } = {}) {
	const asked: TensorOptions[] = [];
	const released: number[] = [];
	const curves: TensorOptions[] = [];
	let handle = 0;
	const tensor = (): Tensor => ({ handle: ++handle, min, max, count: 4, rows: 2, columns: 2 }) as Tensor;
	const engine = {
		makeTensor: () => Promise.resolve(tensor()),
		values: () => Promise.resolve(new Float32Array(4)),
		histogram: () => Promise.resolve({}),
		release: (handle: number) => void released.push(handle),
		compress(_: number, options: TensorOptions) {
			asked.push(options);
			if (options.bits === 7) return Promise.reject(new Error('no seven'));
			return Promise.resolve({ ranges: Float32Array.of(-0.25, 0.75) } as Compressed);
		},
		clipCurve(_: number, options: TensorOptions) {
			curves.push(options);
			return Promise.resolve({});
		}
	} as unknown as TensorEngine;
	const quantizer = new LinearQuantizer(
		() => engine,
		() => Promise.resolve(tensor())
	);
	return { quantizer, asked, released, curves };
}

const defaults = { method: 'linear', bits: 4, mode: 'asymmetric', range: 'minmax' };

it('asks one thing for each change, and the curve only when the curve is another', async () => {
	const { quantizer, asked, curves } = fake();
	await quantizer.open('small');
	await quantizer.drag({ low: -0.1, high: 0.9 }, 'low');
	await quantizer.choose({ bits: 3 });
	expect(asked).toEqual([
		defaults,
		{ ...defaults, range: 'fixed:-0.1,0.9' },
		{ ...defaults, range: 'fixed:-0.1,0.9', bits: 3 }
	]);
	expect(curves.map(({ bits }) => bits)).toEqual([4, 3]);
});

it('has its handles where the rule puts the range, until a hand moves them', async () => {
	const { quantizer } = fake();
	expect(quantizer.handles).toBeUndefined();
	await quantizer.open('small');
	expect(quantizer.handles).toEqual({ low: -0.25, high: 0.75 });
	const moving = quantizer.drag({ low: -0.5, high: 0.3 }, 'high');
	expect(quantizer.handles).toEqual({ low: -0.5, high: 0.3 });
	await moving;
	await quantizer.choose({ range: 'mse' });
	expect(quantizer.handles).toEqual({ low: -0.25, high: 0.75 });
});

it('lets the handles reach a third beyond the largest weight, to either side', async () => {
	const { quantizer } = fake({ min: -0.24, max: 0.1 });
	await quantizer.open('small');
	const [low, high] = quantizer.domain;
	expect(high).toBe(-low);
	expect(high).toBeCloseTo(0.32);
});

it('keeps the last good answer and tells what went wrong with a later one', async () => {
	const { quantizer } = fake();
	await quantizer.open('small');
	await quantizer.choose({ bits: 7 });
	expect(quantizer.error).toBe('no seven');
	expect(quantizer.quantized.shown?.bits).toBe(4);
	await quantizer.choose({ bits: 5 });
	expect(quantizer.error).toBeUndefined();
});

it('keeps the last good tensor when the reader’s values are none', async () => {
	const { quantizer, released } = fake();
	await quantizer.open('small');
	quantizer.ownText = 'many';
	await quantizer.open('own');
	expect(quantizer.error).toBe('“many” in line 1 is not a number.');
	expect(quantizer.opened?.source).toBe('small');
	quantizer.ownText = '1 2\n3 4';
	await quantizer.open('own');
	expect(quantizer.opened?.source).toBe('own');
	expect(released).toEqual([1]);
});

it('forgets a dragged range with the tensor that it was made for', async () => {
	const { quantizer } = fake();
	await quantizer.open('small');
	await quantizer.drag({ low: -0.1, high: 0.9 }, 'low');
	await quantizer.open('layer');
	expect(quantizer.range).toBe('minmax');
});

describe('a range', () => {
	it('that is asymmetric holds zero; one that is symmetric follows the handle that moves', () => {
		expect(fitting('asymmetric', { low: 0.2, high: 0.4 }, 'low')).toEqual({ low: 0, high: 0.4 });
		expect(fitting('symmetric', { low: -0.3, high: 0.9 }, 'low')).toEqual({ low: -0.3, high: 0.3 });
		expect(fitting('symmetric-full', { low: -0.3, high: 0.9 }, 'high')).toEqual({ low: -0.9, high: 0.9 });
	});

	it('becomes symmetric with the mode, as wide as it was at its wider end', async () => {
		const { quantizer } = fake();
		await quantizer.open('small');
		await quantizer.drag({ low: -0.1, high: 0.9 }, 'low');
		await quantizer.choose({ mode: 'symmetric' });
		expect(quantizer.range).toBe('fixed:-0.9,0.9');
	});
});

describe('a link', () => {
	const restored = (parameters: Record<string, string>) => {
		const { quantizer } = fake();
		quantizer.restore(parameters);
		return quantizer;
	};

	it('brings back what it was made from', async () => {
		const { quantizer } = fake();
		await quantizer.choose({ bits: 3, mode: 'symmetric', range: 'fixed:-0.25,0.25' });
		quantizer.source = 'own';
		quantizer.ownText = '1 2\n3 4';
		const texts = Object.entries(quantizer.parameters).map(([name, value]) => [name, String(value)]);
		const { bits, mode, range, source, ownText } = restored(Object.fromEntries(texts));
		expect({ bits, mode, range, source, ownText }).toEqual({
			bits: 3,
			mode: 'symmetric',
			range: 'fixed:-0.25,0.25',
			source: 'own',
			ownText: '1 2\n3 4'
		});
	});

	it.each([
		[{ bits: '9' }],
		[{ mode: 'sideways' }],
		[{ range: 'fixed:1,0' }],
		[{ range: 'fixed:NaN,Infinity' }],
		[{ range: 'fixed:0,1e999' }],
		[{ range: 'fixed:-0.1,1e39' }],
		[{ tensor: 'own' }],
		[{ tensor: 'constructor' }]
	])('that makes no sense changes nothing: %j', (parameters) => {
		const { bits, mode, range, source } = restored(parameters);
		expect({ bits, mode, range, source }).toEqual({
			bits: 4,
			mode: 'asymmetric',
			range: 'minmax',
			source: 'small'
		});
	});
});

describe('attributes that change while the figure is at work', () => {
	it('leave what they do not name: the range that a hand chose, and the reader’s own values', async () => {
		const { quantizer, released } = fake();
		await quantizer.open('small');
		await quantizer.drag({ low: -0.1, high: 0.9 }, 'low');
		await quantizer.follow({ bits: '3' });
		expect(quantizer.quantized.shown).toMatchObject({ bits: 3, range: 'fixed:-0.1,0.9' });
		expect(released).toEqual([]);
		quantizer.ownText = '1 2';
		await quantizer.open('own');
		await quantizer.follow({ bits: '5' });
		expect(quantizer.opened?.source).toBe('own');
	});

	it('bring another tensor, with the range that comes with it', async () => {
		const { quantizer } = fake();
		await quantizer.open('small');
		await quantizer.follow({ tensor: 'own', values: '1 2\n3 4', range: 'fixed:-0.5,0.5' });
		expect(quantizer.quantized.shown).toMatchObject({
			opened: { source: 'own' },
			range: 'fixed:-0.5,0.5'
		});
		await quantizer.follow({ tensor: '', values: '' });
		expect(quantizer.quantized.shown).toMatchObject({ opened: { source: 'small' }, range: 'minmax' });
	});

	it('wait for the figure to begin', async () => {
		const { quantizer, asked } = fake();
		await quantizer.follow({ tensor: 'layer', bits: '6' });
		expect(asked).toEqual([]);
		quantizer.start();
		await vi.waitFor(() => expect(quantizer.quantized.shown?.opened.source).toBe('layer'));
	});
});
