/** The assignment of a frame's pixels on the GPU that Dawn finds, against the core's: every index the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { orThrow } from '../engine/or-throw';
import createCamera, { type CameraCore, type CoreCamera } from '../engine/wasm/camera.mjs';
import { Assigner } from './assigner';
import { dawn } from './dawn';
import { FramePipeline } from '../engine/camera-pipeline';
import { CameraGpu } from './camera-gpu';
import { openGpu, type Gpu } from './device';

// a software adapter takes seconds to compile a kernel
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const available = await dawn();
const when = available ? describe : describe.skip;

let gpu: Gpu;
let core: CameraCore;

beforeAll(async () => {
	if (!available) return;
	gpu = await openGpu(available);
	const file = join(import.meta.dirname, '../engine/wasm/camera.wasm');
	core = await createCamera({ wasmBinary: readFileSync(file) });
});
afterAll(() => gpu?.destroy());

let state = 1;
/** 0 … below − 1 (Numerical Recipes' generator). */
function random(below: number): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 2 ** 32) * below);
}

const randomFrame = (pixels: number, levels = 256) =>
	Uint8Array.from({ length: 4 * pixels }, () => Math.round((random(levels) * 255) / (levels - 1)));

async function onGpu(assigner: Assigner, camera: CoreCamera): Promise<void> {
	const found = await assigner.assign({
		pixels: camera.denoised(),
		palette: camera.palette(),
		stickiness: camera.stickiness(),
		indices: camera.indices()
	});
	camera.found().set(found);
	expect(camera.take()).toBe(true);
}

/** Two cameras see the same frames; one has its pixels assigned by the core, one by the GPU. */
async function expectParity(
	[width, height]: readonly [number, number],
	frames: Iterable<{ frame: Uint8Array; k: number; mode?: string }>
): Promise<number> {
	const cameras = [0, 1].map(() => orThrow(core.openCamera(width, height)));
	const [own, fed] = cameras as [CoreCamera, CoreCamera];
	const assigner = await Assigner.make(gpu, width * height);
	let kept = 0;
	for (const { frame, k, mode = 'follow' } of frames) {
		for (const camera of cameras) {
			camera.frame().set(frame);
			camera.cluster(k, mode);
		}
		own.assign();
		await onGpu(assigner, fed);
		const where = `${width} × ${height}, k = ${k}, ${mode}`;
		expect(fed.indices(), where).toEqual(own.indices());
		expect([fed.changed, fed.mse(), fed.counts()]).toEqual([own.changed, own.mse(), own.counts()]);
		kept += frame.length / 4 - fed.changed * (frame.length / 4);
	}
	assigner.free();
	for (const camera of cameras) camera.delete();
	return kept;
}

when('pixels assigned on the GPU', () => {
	it('wear what the core gives them, in frames of any size, with and without noise, as k and the mode change', async () => {
		let kept = 0;
		for (const size of [
			[1, 1],
			[3, 1],
			[2, 1],
			[61, 17],
			[127, 65]
		] as const) {
			const still = randomFrame(size[0] * size[1]);
			const noisy = () => still.map((level) => Math.min(255, level + random(3)));
			kept += await expectParity(
				size,
				[2, 3, 16, 64, 64, 63, 5, 2].map((k, t) => ({
					frame: t === 4 ? randomFrame(size[0] * size[1]) : noisy(),
					k,
					mode: t === 5 ? 'frozen' : t === 6 ? 'new' : 'follow'
				}))
			);
		}
		// stickiness has had something to decide
		expect(kept).toBeGreaterThan(1000);
	});

	it('wear the lowest of the entries that tie', async () => {
		// A palette of the eight corners of a cube; then colours midway between two, four and eight of them.
		const corners = randomFrame(4096, 2).map((level) => (level ? 254 : 0));
		const middles = randomFrame(4096, 3).map((level) => Math.min(254, level - (level & 1)));
		await expectParity(
			[64, 64],
			[
				{ frame: corners, k: 8 },
				{
					frame: middles.map((level) => (level > 0 && level < 254 ? 127 : level)),
					k: 8,
					mode: 'frozen'
				}
			]
		);
	});

	it('free their memory, and say when there is no room for them', async () => {
		const before = gpu.allocated;
		const assigner = await Assigner.make(gpu, 1000);
		expect(gpu.allocated).toBeGreaterThan(before);
		assigner.free();
		expect(gpu.allocated).toBe(before);
		await expect(Assigner.make(gpu, 2 ** 40)).rejects.toMatchObject({ failure: 'memory' });
		expect(gpu.allocated).toBe(before);
	});

	it('are the core’s as soon as the device is lost, and the GPU’s again when it is asked for anew', async () => {
		const devices: GPUDevice[] = [];
		const provider = {
			requestAdapter: async (options?: GPURequestAdapterOptions) => {
				const adapter = (await available!.requestAdapter(options))!;
				const request = adapter.requestDevice.bind(adapter);
				adapter.requestDevice = async (descriptor) => {
					const device = await request(descriptor);
					devices.push(device);
					return device;
				};
				return adapter;
			}
		} as GPU;
		const pipeline = new FramePipeline(core, new CameraGpu(provider));
		pipeline.options = { k: 16, mode: 'frozen', view: 'picture', gpu: false };
		const frame = randomFrame(64 * 48);
		const show = async () => {
			pipeline.begin(64, 48).set(frame);
			const rgba = await pipeline.process();
			pipeline.end();
			return rgba!.slice();
		};
		const until = async (by: 'gpu' | 'core') => {
			for (;;) {
				const picture = await show();
				const { assigned } = pipeline.report()!;
				if (assigned.by === by) return { picture, assigned };
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
		};
		const byCore = await until('core');
		expect(byCore.assigned).toEqual({ by: 'core' });
		pipeline.options = { ...pipeline.options, gpu: true };
		const byGpu = await until('gpu');
		expect(byGpu.picture).toEqual(byCore.picture);
		devices[0]!.destroy();
		const after = await until('core');
		expect(after.assigned).toMatchObject({ reason: expect.stringContaining('device was lost') });
		expect(after.picture).toEqual(byCore.picture);
		pipeline.options = { ...pipeline.options, gpu: false };
		await show();
		pipeline.options = { ...pipeline.options, gpu: true };
		await until('gpu');
		// closed while the GPU works: nothing is shown any more
		pipeline.begin(64, 48);
		const late = pipeline.process();
		pipeline.close();
		expect(await late).toBeUndefined();
	});
});
