/** The networks on the GPU that Dawn finds against the core's own answers, and what happens when the GPU gives up. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { localEngine } from '../engine/local-engine';
import type { LayerOptions, ModelEngine, SampleOptions } from '../engine/model-types';
import { dawn } from './dawn';
import { openGpu } from './device';
import { GpuError } from './errors';
import type { FaceRunner, FacesOptions, OpenNetworks } from './face-types';
import { createFaces } from './faces';
import { GpuFaces } from './gpu-faces';
import { relativeError } from './numbers';

// a software adapter takes seconds to compile a kernel
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const gpu = await dawn();
const when = gpu ? describe : describe.skip;

let engine: ModelEngine;
beforeAll(async () => {
	const at = (path: string) => join(import.meta.dirname, '../..', path);
	engine = await localEngine(at('assets/models'), (module) =>
		readFileSync(at(`web/engine/wasm/${module}.wasm`))
	);
});

const opened: FaceRunner[] = [];
afterEach(() => opened.splice(0).forEach((runner) => runner.dispose()));

/** For one test. */
const open = async (options: FacesOptions = {}) => {
	const runner = await createFaces(engine, { backend: 'webgpu', gpu, ...options });
	opened.push(runner);
	return runner;
};

/** Every face asks for something else. */
const labelsFor = ({ networks }: { networks: OpenNetworks }, faces: number) => {
	const { attributes } = networks.diffusion;
	return Int32Array.from(
		{ length: faces * attributes.length },
		(_, i) =>
			(Math.floor(i / attributes.length) + i) % (attributes[i % attributes.length]!.classes.length + 1)
	);
};
const optionsFor = (runner: { networks: OpenNetworks }, faces: number, steps = 2, guidance = 2) => ({
	...{ labels: labelsFor(runner, faces), faces, steps, guidance, seed: 3 }
});

/** One for each of the GPU's encodings; every way to hold weights is in kernels.test.ts. */
const ways: [name: string, options: LayerOptions][] = [
	['float16', 'float16'],
	[
		'int4 in groups',
		{ method: 'linear', bits: 4, granularity: 'group', groupSize: 64, mode: 'asymmetric' }
	],
	['a codebook of 16', { method: 'kmeans', bits: 4 }],
	['nf4', { method: 'nf4' }]
];

const largest = (found: ArrayLike<number>, expected: Uint8ClampedArray) =>
	expected.reduce((most, byte, i) => Math.max(most, Math.abs(byte - found[i]!)), 0);

when('faces on the GPU', () => {
	// one for all: a software adapter takes seconds to compile the kernels
	let faces: FaceRunner;
	/** By the same networks. */
	const onCore = (options: SampleOptions) => {
		const { diffusion, autoencoder } = faces.networks;
		return engine.sample({ diffusion: diffusion.handle, autoencoder: autoencoder.handle }, options);
	};
	beforeAll(async () => {
		faces = await createFaces(engine, { backend: 'webgpu', gpu });
	});
	afterAll(() => faces?.dispose());

	it.each(ways)('are the core’s with weights in %s', async (_, way) => {
		await faces.quantize('diffusion', way);
		await faces.quantize('autoencoder', way);
		const drawn = await faces.sample(optionsFor(faces, 3));
		expect(drawn.backend).toBe('webgpu');
		const parity = await faces.parity(3);
		expect(parity).toMatchObject({ faces: 3 });
		expect(parity!.relative).toBeLessThan(way === 'float16' ? 2e-3 : 1e-4);
		expect(parity!.levels).toBeLessThanOrEqual(1);
	});

	it.each([
		[1, 3, 2],
		[2, 2, 1],
		[2, 2, 0],
		[3, 1, -0.5],
		[17, 1, 3]
	])('are the core’s for %i faces, %i steps and guidance %f', async (count, steps, guidance) => {
		await faces.sample(optionsFor(faces, count, steps, guidance));
		const parity = await faces.parity(count);
		expect(parity!.relative).toBeLessThan(1e-4);
		expect(parity!.levels).toBeLessThanOrEqual(1);
	});

	it('show each step, and the last one is the answer', async () => {
		const options = { ...optionsFor(faces, 2, 3), show: 'all' as const };
		const done: number[] = [];
		const drawn = await faces.sample(options, { onstep: (step) => done.push(step) });
		expect(done).toEqual([1, 2, 3]);
		expect(drawn.steps).toHaveLength(3);
		expect(drawn.steps!.at(-1)!.state).toEqual(drawn.rgba);
		const core = await onCore(options);
		core.steps!.forEach((step, i) => {
			for (const which of ['state', 'predicted'] as const)
				expect(largest(drawn.steps![i]![which], step[which])).toBeLessThanOrEqual(1);
		});
	});

	it('show where they are going while they are drawn', async () => {
		const shown: number[] = [];
		const done: number[] = [];
		await faces.sample(optionsFor(faces, 2, 6), {
			onstep: (step) => done.push(step),
			onpreview: (rgba) => shown.push(done.at(-1)!, rgba.length)
		});
		expect(shown).toEqual([1, 2048, 2, 2048, 4, 2048]);
	});

	it('are the same for the same seed, whatever was drawn between', async () => {
		const first = await faces.sample(optionsFor(faces, 3));
		await faces.sample({ ...optionsFor(faces, 2), seed: 9 });
		const again = await faces.sample(optionsFor(faces, 3));
		expect(again.rgba).toEqual(first.rgba);
		expect(again.latents).toEqual(first.latents);
	});

	it('are the core’s among 256', async () => {
		// alike, and as asked alone: what 256 faces take is a software adapter's whole time
		const labels = (count: number) => new Int32Array(count * faces.networks.diffusion.attributes.length);
		const options = { labels: labels(256), faces: 256, steps: 1, guidance: 1, seed: 3 };
		const drawn = await faces.sample(options);
		expect(drawn.backend).toBe('webgpu');
		for (const first of [0, 101, 253]) {
			const expected = await onCore({ ...options, labels: labels(3), faces: 3, seed: 3 + first });
			const latents = drawn.latents.subarray(128 * first, 128 * (first + 3));
			expect(relativeError(latents, expected.latents)).toBeLessThan(1e-4);
			expect(largest(drawn.rgba.subarray(1024 * first), expected.rgba)).toBeLessThanOrEqual(1);
		}
	});

	it('are those of WebAssembly and of the command line for the same seed', async () => {
		const { attributes } = faces.networks.diffusion;
		const row = attributes.map(({ name, classes }) =>
			name === 'hairColor' ? classes.indexOf('red') : classes.length
		);
		const labels = Int32Array.from([row, row, row, row].flat());
		await faces.quantize('diffusion', { method: 'linear', bits: 4, granularity: 'channel' });
		await faces.quantize('autoencoder', 'float16');
		const options = { labels, faces: 4, steps: 3, guidance: 2, seed: 2 ** 40 + 7 };
		const core = await onCore(options);
		const drawn = await faces.sample(options);
		expect(relativeError(drawn.latents, core.latents)).toBeLessThan(1e-4);
		expect(largest(drawn.rgba, core.rgba)).toBeLessThanOrEqual(1);
		const folder = mkdtempSync(join(tmpdir(), 'roundoff-faces-'));
		const [png, npy] = [join(folder, 'faces.png'), join(folder, 'latents.npy')];
		const held = ['--method', 'linear', '--bits', '4', '--granularity', 'channel'];
		const asked = ['--hair-color', 'red', '--count', '4', '--steps', '3', '--seed', `${options.seed}`];
		const files = ['--out', png, '--scale', '1', '--latents', npy];
		const cli = join(import.meta.dirname, '../../build/native/roundoff');
		execFileSync(cli, ['sample', ...asked, ...held, ...files], { stdio: 'pipe' });
		const latents = new Uint8Array(readFileSync(npy)).slice(-core.latents.byteLength);
		expect(new Float32Array(latents.buffer)).toEqual(core.latents);
		for (let face = 0; face < 4; face++) {
			const place = { left: 16 * (face % 2), top: 16 * Math.floor(face / 2), width: 16, height: 16 };
			const rgba = await sharp(png).extract(place).ensureAlpha().raw().toBuffer();
			expect([...rgba]).toEqual([...core.rgba.subarray(1024 * face, 1024 * (face + 1))]);
		}
		rmSync(folder, { recursive: true });
	});

	it('reconstruct pictures as the core does', async () => {
		const { rgba } = await faces.sample(optionsFor(faces, 3));
		const found = await faces.reconstruct(rgba);
		expect(found.backend).toBe('webgpu');
		const core = await engine.reconstruct(faces.networks.autoencoder.handle, rgba);
		const off = core.latents.map((value, i) => Math.abs(value - found.latents[i]!));
		expect(Math.max(...off)).toBeLessThan(1e-4);
		expect(largest(found.rgba, core.rgba)).toBeLessThanOrEqual(1);
		expect(found.mse).toBe(core.mse);
	});

	it('take less memory with fewer bits, and give back what they no longer need', async () => {
		await faces.quantize('diffusion', 'float16');
		await faces.quantize('autoencoder', { method: 'linear', bits: 4 });
		const before = faces.status;
		expect(before.allocated).toBeGreaterThan(before.weights);
		await faces.quantize('diffusion', { method: 'linear', bits: 4 });
		expect(faces.status.weights).toBeLessThan(before.weights / 2);
		const few = faces.status.allocated;
		await faces.sample(optionsFor(faces, 16, 1));
		const many = faces.status.allocated;
		expect(many).toBeGreaterThan(few);
		// one of each crowd is kept, and of two crowds only the later one
		await faces.sample(optionsFor(faces, 2, 1));
		const both = faces.status.allocated;
		await faces.sample(optionsFor(faces, 16, 1));
		expect(faces.status.allocated).toBe(both);
		await faces.sample(optionsFor(faces, 3, 1));
		await faces.sample(optionsFor(faces, 2, 1));
		expect(faces.status.allocated).toBeLessThan(many);
	});
});

when('the networks on a device', () => {
	let networks: OpenNetworks;
	let faces: GpuFaces;
	const held: LayerOptions = { method: 'linear', bits: 4, granularity: 'channel' };
	beforeAll(async () => {
		const [diffusion, autoencoder] = await Promise.all([
			engine.open('diffusion'),
			engine.open('autoencoder')
		]);
		networks = { diffusion, autoencoder };
		await engine.quantize(diffusion.handle, held);
		await engine.quantize(autoencoder.handle, held);
		faces = await GpuFaces.load(await openGpu(gpu), engine, networks);
	});
	afterAll(() => faces?.destroy());

	// first: nothing is compiled yet
	it('are cancelled before the next kernel is tried, and give back what they took', async () => {
		const allocated = faces.gpu.allocated;
		const abort = new AbortController();
		const matmul = vi.spyOn(faces.kernels, 'matmul');
		const cancelled = faces.sample(optionsFor({ networks }, 2), { signal: abort.signal });
		const rejected = expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
		await vi.waitFor(() => expect(matmul).toHaveBeenCalled(), { timeout: 60_000 });
		abort.abort();
		await rejected;
		expect(matmul).toHaveBeenCalledOnce();
		expect(faces.gpu.allocated).toBe(allocated);
		matmul.mockRestore();
	});

	it('go through all steps in one submission where they are short, with the same faces', async () => {
		const options = optionsFor({ networks }, 2, 5);
		const { signal } = new AbortController();
		const apart = await faces.sample(options, { signal });
		const submit = vi.spyOn(faces.gpu.device.queue, 'submit');
		const done: number[] = [];
		const together = await faces.sample(options, {
			...{ signal, patience: Infinity },
			onstep: (step) => done.push(step)
		});
		expect(done).toEqual([5]);
		// all steps, the decoder, and two to read its pictures and the latents back
		expect(submit).toHaveBeenCalledTimes(4);
		submit.mockRestore();
		expect(together.rgba).toEqual(apart.rgba);
		expect(together.latents).toEqual(apart.latents);
		const { diffusion, autoencoder } = networks;
		const core = await engine.sample(
			{ diffusion: diffusion.handle, autoencoder: autoencoder.handle },
			options
		);
		expect(relativeError(together.latents, core.latents)).toBeLessThan(1e-4);
		expect(largest(together.rgba, core.rgba)).toBeLessThanOrEqual(1);
	});

	it('are drawn by turns, many and one by itself, without anything made anew', async () => {
		const [many, one] = [optionsFor({ networks }, 3), optionsFor({ networks }, 1)];
		const before = [await faces.sample(many), await faces.sample(one)];
		const made = vi.spyOn(faces.gpu.device, 'createBindGroup');
		const again = [await faces.sample(many), await faces.sample(one)];
		expect(made).not.toHaveBeenCalled();
		made.mockRestore();
		expect(again.map(({ rgba }) => rgba)).toEqual(before.map(({ rgba }) => rgba));
		// both with the new weights
		await engine.quantize(networks.diffusion.handle, {
			method: 'linear',
			bits: 2,
			granularity: 'channel'
		});
		await faces.reload('diffusion');
		for (const [i, options] of [many, one].entries())
			expect((await faces.sample(options)).rgba).not.toEqual(before[i]!.rgba);
		await engine.quantize(networks.diffusion.handle, held);
		await faces.reload('diffusion');
	});

	it('give up the plan that is not drawn with where there is no room for another', async () => {
		await faces.sample(optionsFor({ networks }, 1));
		const allocate = vi.spyOn(faces.gpu, 'allocate');
		allocate.mockRejectedValueOnce(new GpuError('memory', 'no room'));
		expect((await faces.sample(optionsFor({ networks }, 5))).rgba).toHaveLength(5 * 1024);
		allocate.mockRestore();
		// had the first one's plan been kept, it would take nothing more
		const { allocated } = faces.gpu;
		await faces.sample(optionsFor({ networks }, 1));
		expect(faces.gpu.allocated).toBeGreaterThan(allocated);
	});

	it('replace buffers of weights alone when they are quantized otherwise, and compile nothing', async () => {
		const options = optionsFor({ networks }, 2);
		const before = await faces.sample(options);
		const compiled = faces.kernels.count;
		const { allocated } = faces.gpu;
		const { diffusion: bytes } = faces.weightBytes;
		const make = vi.spyOn(faces.gpu.device, 'createBuffer');
		const otherwise = { granularity: 'group', groupSize: 64, mode: 'asymmetric' } as const;
		await engine.quantize(networks.diffusion.handle, { ...held, ...otherwise });
		await faces.reload('diffusion');
		const layers = networks.diffusion.layers.map(({ name }) => name);
		const made = make.mock.calls.map(([{ label }]) => label!);
		expect(made.length).toBeGreaterThan(0);
		expect(made.filter((label) => label !== 'tables' && !layers.includes(label))).toEqual([]);
		make.mockRestore();
		const after = await faces.sample(options);
		expect(faces.kernels.count).toBe(compiled);
		expect(faces.gpu.allocated - allocated).toBe(faces.weightBytes.diffusion - bytes);
		expect(after.rgba).not.toEqual(before.rgba);
	});
});

when('a GPU that gives up', () => {
	it('hands over to the core in mid-sample, with the same faces', async () => {
		const reasons: (string | undefined)[] = [];
		const other = await open({
			gpu: breaking(gpu!),
			onstatus: ({ reason }) => reasons.push(reason)
		});
		const options = optionsFor(other, 2, 3);
		const { diffusion, autoencoder } = other.networks;
		const networks = { diffusion: diffusion.handle, autoencoder: autoencoder.handle };
		const expected = await engine.sample(networks, options);
		let destroyed = false;
		const drawn = await other.sample(options, {
			onstep: (done) => {
				if (done === 1 && !destroyed) lastDevice!.destroy();
				destroyed = true;
			}
		});
		expect(drawn.backend).toBe('wasm');
		expect(other.status).toMatchObject({ backend: 'wasm', failure: 'lost', allocated: 0 });
		expect(reasons.at(-1)).toContain('lost');
		expect(drawn.rgba).toEqual(expected.rgba);
		// and goes on there
		await other.quantize('diffusion', { method: 'linear', bits: 8 });
		expect((await other.sample(options)).backend).toBe('wasm');
		expect(await other.parity()).toBeUndefined();
	});

	it('has no room: the core draws, and nothing stays allocated', async () => {
		const faces = await open({ gpu: cramped(gpu!) });
		expect(faces.status.backend).toBe('webgpu');
		const drawn = await faces.sample(optionsFor(faces, 64, 1));
		expect(drawn.backend).toBe('wasm');
		expect(faces.status).toMatchObject({ failure: 'memory', allocated: 0 });
		expect(faces.status.reason).toMatch(/bytes|room/);
	});

	it('is cancelled between two steps, and draws again', async () => {
		const faces = await open();
		const abort = new AbortController();
		const done: number[] = [];
		const cancelled = faces.sample(optionsFor(faces, 2, 5), {
			signal: abort.signal,
			onstep: (step) => {
				done.push(step);
				abort.abort();
			}
		});
		await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
		expect(done).toEqual([1]);
		expect((await faces.sample(optionsFor(faces, 2, 1))).backend).toBe('webgpu');
	});

	it('is software: the core computes, unless asked otherwise', async () => {
		const faces = await open({ backend: 'auto' });
		if (!faces.status.software) return;
		expect(faces.status).toMatchObject({ backend: 'wasm', failure: 'slow', allocated: 0 });
		expect(faces.status.reason).toContain(faces.status.adapter);
	});
});

describe('without WebGPU', () => {
	it('the core draws, and says why', async () => {
		const none = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
		const faces = await open({ backend: 'auto', gpu: none });
		expect(faces.status).toMatchObject({ backend: 'wasm', failure: 'unavailable', allocated: 0 });
		const shown: number[] = [];
		const drawn = await faces.sample(optionsFor(faces, 2, 6), {
			onpreview: (rgba) => shown.push(rgba.length)
		});
		expect(drawn.backend).toBe('wasm');
		expect(shown).toEqual([2048]);
		expect(await faces.parity()).toBeUndefined();
	});

	it('nothing is said where the core was asked for', async () => {
		const faces = await open({ backend: 'wasm' });
		expect(faces.status).toEqual({ backend: 'wasm', allocated: 0, weights: 0 });
	});
});

let lastDevice: GPUDevice | undefined;

/** The same GPU; `lastDevice` is what it gave. */
function breaking(real: GPU): GPU {
	return {
		async requestAdapter() {
			const adapter = (await real.requestAdapter())!;
			return {
				...{ info: adapter.info, features: adapter.features, limits: adapter.limits },
				requestDevice: async (descriptor: GPUDeviceDescriptor) =>
					(lastDevice = await adapter.requestDevice(descriptor))
			};
		}
	} as unknown as GPU;
}

/** The same GPU with buffers of at most a megabyte: room for the weights, not for many faces. */
function cramped(real: GPU): GPU {
	return {
		async requestAdapter() {
			const adapter = (await real.requestAdapter())!;
			return {
				...{ info: adapter.info, features: adapter.features, limits: adapter.limits },
				async requestDevice(descriptor: GPUDeviceDescriptor) {
					const device = await adapter.requestDevice(descriptor);
					const limits = { maxBufferSize: 2 ** 20, maxStorageBufferBindingSize: 2 ** 20 };
					return new Proxy(device, {
						get: (target, name) => {
							if (name === 'limits') return limits;
							const value: unknown = Reflect.get(target, name, target);
							return typeof value === 'function' ? value.bind(target) : value;
						}
					});
				}
			};
		}
	} as unknown as GPU;
}
