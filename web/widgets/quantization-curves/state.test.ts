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
	const asked: unknown[] = [];
	const openHeldOut = async () => ({
		distance: async (options: unknown) => (asked.push(options), { pictures: 256, psnrDb: 20.5 }),
		close() {}
	});
	return { recount: new Recount(open, openHeldOut), seen, asked };
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

	test('has pictures go through the autoencoder, whose weights are held so', async () => {
		const { recount, asked } = studio();
		await recount.measurePictures(setting);
		expect(recount.pictures).toEqual({ setting, pictures: 256, psnrDb: 20.5 });
		expect(asked).toMatchObject([{ method: 'linear', bits: 3, granularity: 'channel' }]);
		expect([recount.busy, recount.error, recount.measured]).toEqual([false, undefined, undefined]);
	});

	test('asks for the pictures again when they could not be loaded', async () => {
		let opened = 0;
		const recount = new Recount(
			() => Promise.reject(new Error('not asked for')),
			async () => {
				if (++opened === 1) throw new Error('The held-out pictures could not be loaded');
				return { distance: async () => ({ pictures: 1, psnrDb: 30 }), close() {} };
			}
		);
		await recount.measurePictures(setting);
		expect([recount.error, recount.pictures]).toEqual([
			'The held-out pictures could not be loaded',
			undefined
		]);
		await recount.measurePictures(setting);
		expect([recount.error, recount.pictures?.psnrDb]).toEqual([undefined, 30]);
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
