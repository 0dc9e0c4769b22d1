import { expect, it } from 'vitest';
import type { LayerRunOptions, LayerResult, LayerRow, Tensor } from '$engine/tensor-types';
import { barsAtMost, barsPath, differences, largest } from './bars';
import { firstWanted, QuantizedLayers } from './state.svelte';
import { verdict } from './verdict';

function fakeEngine() {
	const asked: [number, LayerRunOptions | undefined][] = [];
	const layer = async (handle: number, options?: LayerRunOptions) => {
		asked.push([handle, options]);
		return { inFeatures: handle } as LayerResult;
	};
	return { asked, engine: { layer } };
}

const weights = {
	network: async () => ({ handle: 1 }) as Tensor,
	random: async () => ({ handle: 2 }) as Tensor
};

it('asks for the chosen layer with the reader’s settings', async () => {
	const { asked, engine } = fakeEngine();
	const layers = new QuantizedLayers(() => engine, weights);
	await layers.show({ batch: 64, groupSize: 16 });
	await layers.show({ weights: 'random', calibrationRange: 'percentile:99' });
	expect(asked[0]).toEqual([
		1,
		{
			batch: 64,
			groupSize: 16,
			weightMode: 'symmetric',
			calibrationBatches: 4,
			calibrationRange: 'minmax',
			seed: 1
		}
	]);
	expect(asked[1]).toEqual([2, { ...asked[0]![1], calibrationRange: 'percentile:99' }]);
	expect(layers.live.shown?.result.inFeatures).toBe(2);
});

it('restores what it saved, and nothing that is no choice', async () => {
	const layers = new QuantizedLayers(() => fakeEngine().engine, weights);
	await layers.restore({
		weights: 'random',
		batch: '4',
		group: '0',
		mode: 'asymmetric',
		calibration: '32',
		range: 'percentile:99'
	});
	const { saved } = layers;
	expect(saved).toEqual({
		weights: 'random',
		batch: 4,
		group: 0,
		mode: 'asymmetric',
		calibration: 32,
		range: 'percentile:99',
		seed: 1
	});
	await layers.restore({ weights: 'toString', batch: '3', group: '-1', calibration: '1e9', range: 'mse' });
	expect(layers.saved).toEqual(saved);
	expect(firstWanted.weights).toBe('network');
});

const row = (variant: LayerRow['variant'], seconds: number, bytes: number) =>
	({ variant, seconds, bytes }) as LayerRow;

it('says what the clock says of int4', () => {
	const rows = (float: number, w8: number, w4: number) => [
		row('float32', float, 400),
		row('w8', w8, 100),
		row('w4', w4, 60)
	];
	expect(verdict(rows(3, 1, 2))).toMatch(
		/int4 took 2\.0\u00a0× as long as int8; float32 took 1\.5\u00a0× as long/
	);
	expect(verdict(rows(1, 1, 2))).toMatch(
		/and 2\.0\u00a0× as long as float32.*smaller by 1\.7\u00a0×.*shifted/
	);
	expect(verdict(rows(2, 2, 1))).toMatch(/int8 took 2\.0\u00a0× as long as int4/);
	expect(verdict(rows(1, 1, 1.02))).toMatch(/same time, and as long as float32/);
	expect(verdict(rows(NaN, NaN, NaN))).toBe('');
	expect(verdict([])).toBe('');
});

it('draws bars from the zero line, as many as can be told apart', () => {
	expect(barsPath([1, -2], 2)).toBe('M0.12 1V0.500H0.88V1ZM1.12 1V2.000H1.88V1Z');
	expect(barsPath([0, 0], 0)).not.toContain('NaN');
	expect(barsPath(new Float32Array(1000), 1).match(/M/g)).toHaveLength(barsAtMost);
	expect(largest([Float32Array.of(1, -3), [2]])).toBe(3);
	expect(largest([])).toBe(0);
	expect([...differences([1, 2], [0.5, 3])]).toEqual([0.5, -1]);
});
