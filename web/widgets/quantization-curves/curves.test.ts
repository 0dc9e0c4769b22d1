import { describe, expect, test } from 'vitest';
import type { Evaluated } from '../network-numbers/state.svelte';
import { curvesOf, pointAt } from './curves';

const linear = (bits: number, right: number): Evaluated => ({
	method: 'linear',
	granularity: 'channel',
	groupSize: 0,
	bits,
	faces: { effectiveBits: bits + 0.15, right, frechet: 1000 / bits }
});
const pictures: Evaluated = {
	...linear(4, 0.9),
	pictures: { effectiveBits: 4.07, psnrDb: 24.5, count: 1000 }
};
const trained: Evaluated = {
	...linear(2, 0.98),
	method: 'trained_2bit',
	granularity: 'group',
	groupSize: 64
};
const dear: Evaluated = {
	...linear(8, 0.98),
	method: 'kmeans',
	faces: { effectiveBits: 35.5, right: 0.98, frechet: 281 }
};

describe('curves of what was evaluated', () => {
	test('go from few bits to many, one for each way to hold the weights', () => {
		const curves = curvesOf([linear(8, 0.98), linear(2, 0.3), pictures, trained], 'content');
		expect(curves.map(({ id, label }) => [id, label])).toEqual([
			['linear-channel', 'Linear, per channel'],
			['trained', 'Trained for it']
		]);
		expect(curves[0]!.points.map(({ x, y }) => [x, y])).toEqual([
			[2.15, 0.3],
			[4.15, 0.9],
			[8.15, 0.98]
		]);
	});

	test('have what a measure needs, and nothing dearer than float16', () => {
		expect(curvesOf([linear(8, 0.98), pictures, dear], 'distance')).toMatchObject([
			{ points: [{ x: 4.07, y: 24.5 }] }
		]);
		expect(curvesOf([dear], 'crowd')).toEqual([]);
	});

	test('are read at the nearest bits that were evaluated', () => {
		const [curve] = curvesOf([linear(8, 0.98), linear(3, 0.7), linear(2, 0.3)], 'crowd');
		expect([2, 3, 5, 7, 100].map((bits) => pointAt(curve!, bits)!.setting.bits)).toEqual([2, 3, 3, 8, 8]);
		expect(pointAt({ id: '', label: '', points: [] }, 4)).toBeUndefined();
	});
});
