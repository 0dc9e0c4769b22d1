import { describe, expect, test } from 'vitest';
import type { Painter, Studio } from '../faces/painter';
import type { Evaluated } from '../network-numbers/state.svelte';
import { Recount, sampleFaces } from './state.svelte';

const attributes = [
	{ name: 'hair', classes: ['short', 'long'] },
	{ name: 'mouth', classes: ['smiling', 'serious'] }
];
const setting: Evaluated = { method: 'linear', granularity: 'channel', groupSize: 0, bits: 3 };

function studio(sample: (signal?: AbortSignal) => Promise<void> = async () => {}) {
	const seen = { quantized: [] as unknown[], seeds: [] as number[], judged: 0 };
	const painter = {
		networks: { diffusion: { attributes } },
		quantize: async (_network: string, options: unknown) => (seen.quantized.push(options), {}),
		sample: async (options: { faces: number; seed: number }, watch?: { signal?: AbortSignal }) => {
			await sample(watch?.signal);
			seen.seeds.push(options.seed);
			return { rgba: new Uint8ClampedArray(options.faces * 16 * 16 * 4) };
		},
		dispose() {}
	} as unknown as Painter;
	const open = async () =>
		({
			painter: async () => painter,
			judge: async (rgba: Uint8ClampedArray, labels: Int32Array) => {
				seen.judged = rgba.length / 1024;
				expect(labels.length).toBe(seen.judged * attributes.length);
				return { right: { mean: 0.79 }, frechet: 1700 };
			},
			close() {}
		}) as unknown as Studio;
	return { recount: new Recount(open), seen };
}

describe('a setting measured again', () => {
	test('draws its faces a few at a time, each of its own seed, and has all of them judged', async () => {
		const { recount, seen } = studio();
		await recount.measure(setting, 5);
		expect(recount.measured).toEqual({ setting, faces: sampleFaces, right: 0.79, frechet: 1700 });
		expect(seen.quantized).toMatchObject([
			{ method: 'linear', bits: 3, granularity: 'channel', axis: 0 }
		]);
		expect(seen.judged).toBe(sampleFaces);
		expect(seen.seeds[0]).toBe(5);
		expect(new Set(seen.seeds).size).toBe(seen.seeds.length);
		expect([recount.busy, recount.error]).toEqual([false, undefined]);
	});

	test('keeps the last answer when it is cancelled or fails', async () => {
		let fails = false;
		const { recount } = studio(async () => {
			if (fails) throw new Error('The device was lost');
		});
		await recount.measure(setting, 1);
		fails = true;
		await recount.measure(setting, 513);
		expect([recount.error, recount.measured?.right, recount.busy]).toEqual([
			'The device was lost',
			0.79,
			false
		]);
		const running = recount.measure(setting, 1025);
		recount.stop();
		await running;
		expect([recount.error, recount.measured?.right, recount.busy]).toEqual([undefined, 0.79, false]);
	});
});
