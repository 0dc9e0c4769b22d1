/** The camera's module as the site carries it, against the library as it runs natively: the same bits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FramePipeline } from './camera-pipeline';
import { sceneAt } from './camera-scene';
import type { PaletteMode } from './camera-types';
import { orThrow } from './or-throw';
import { CoreError } from './types';
import createCamera, { type CameraCore, type CoreCamera } from './wasm/camera.mjs';
import createCore from './wasm/core.mjs';

const root = join(import.meta.dirname, '../..');
const wasm = (name: string) => ({ wasmBinary: readFileSync(join(import.meta.dirname, `wasm/${name}.wasm`)) });

let core: CameraCore;
/** Every second pixel of every second row of the dog. */
let dog: Uint8Array;
const width = 384;
const height = 288;

beforeAll(async () => {
	core = await createCamera(wasm('camera'));
	const pictures = await createCore(wasm('core'));
	const photo = orThrow(pictures.pictureFromFile(readFileSync(join(root, 'assets/dog.jpg'))));
	const full = photo.rgba();
	dog = new Uint8Array(4 * width * height);
	for (let pixel = 0; pixel < width * height; pixel++) {
		const at = 2 * Math.floor(pixel / width) * photo.width + 2 * (pixel % width);
		dog.set(full.subarray(4 * at, 4 * at + 4), 4 * pixel);
	}
});

/** FNV-1a over the indices and the palette, as in cpp/tests/video/frame_quantizer_test.cpp. */
function fingerprint(camera: CoreCamera): number {
	let hash = 2166136261;
	for (const bytes of [camera.indices(), camera.palette()]) {
		for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
	}
	return hash;
}

it('gives the native bits on a clip with noise, a change of k and of mode, and a cut', () => {
	const golden = JSON.parse(readFileSync(join(root, 'cpp/tests/golden/video/clip.json'), 'utf8')) as {
		fingerprints: number[];
	};
	const turned = new Uint8Array(new Uint32Array(dog.buffer).slice().reverse().buffer);
	const camera = orThrow(core.openCamera(width, height));
	camera.setNoise(3, 11);
	const found = golden.fingerprints.map((_, t) => {
		camera.frame().set(t < 14 ? dog : turned);
		camera.addNoise();
		const mode: PaletteMode = t === 20 ? 'new' : t > 20 ? 'frozen' : 'follow';
		camera.cluster(t < 8 ? 16 : 40, mode);
		camera.assign();
		return fingerprint(camera);
	});
	camera.delete();
	expect(found).toEqual(golden.fingerprints);
});

describe('the pipeline', () => {
	let clock = 0;
	const open = () => new FramePipeline(core, undefined, () => (clock += 1));
	const show = async (pipeline: FramePipeline) => {
		pipeline.begin(width, height).set(dog);
		const rgba = (await pipeline.process())!.slice();
		pipeline.end();
		return rgba;
	};

	it('tells of the frames since its last report, and then of none', async () => {
		const pipeline = open();
		pipeline.setNoise(3, 1);
		for (let t = 0; t < 6; t++) await show(pipeline);
		const report = pipeline.report()!;
		expect(report).toMatchObject({ frames: 6, width, height, k: 16, mode: 'follow' });
		expect(report.palette.length).toBe(48);
		expect(report.counts.reduce((sum, n) => sum + n, 0)).toBe(width * height);
		expect(report.bytes).toEqual({ raw: 3 * width * height, indexed: (width * height) / 2 + 48 });
		expect(report.milliseconds.frame).toBeGreaterThan(0);
		expect(report.noise).toBeGreaterThan(2);
		expect(report.mse).toBeGreaterThan(0);
		// The first frame of all changes every index that is not 0.
		for (let t = 0; t < 6; t++) await show(pipeline);
		expect(pipeline.report()!.flicker.changed).toBeLessThan(0.005);
		expect(pipeline.report()).toBeUndefined();
	});

	it('flickers in naive mode, a hundred times as much', async () => {
		const changed: number[] = [];
		for (const mode of ['follow', 'new'] as const) {
			const pipeline = open();
			pipeline.options = { k: 16, mode, view: 'picture', gpu: false };
			pipeline.setNoise(3, 1);
			await show(pipeline);
			pipeline.report();
			for (let t = 0; t < 8; t++) await show(pipeline);
			changed.push(pipeline.report()!.flicker.changed);
		}
		expect(changed[1]! / changed[0]!).toBeGreaterThan(100);
	});

	it('paints palette colours, or the error in the colours of its map', async () => {
		const pipeline = open();
		const painted = await show(pipeline);
		const palette = pipeline.palette().slice();
		const colors = new Set<number>();
		for (let i = 0; i < palette.length; i += 3)
			colors.add((palette[i]! << 16) | (palette[i + 1]! << 8) | palette[i + 2]!);
		for (let i = 0; i < painted.length; i += 4) {
			const color = (painted[i]! << 16) | (painted[i + 1]! << 8) | painted[i + 2]!;
			if (!colors.has(color) || painted[i + 3] !== 255)
				throw new Error(`pixel ${i / 4} is not of the palette`);
		}
		pipeline.options = { k: 16, mode: 'follow', view: 'error', gpu: false };
		expect(await show(pipeline)).not.toEqual(painted);
		expect(pipeline.colorMap().length).toBe(768);
	});

	it('begins anew when frames have another size', async () => {
		const pipeline = open();
		await show(pipeline);
		pipeline.begin(2, 1).set([255, 0, 0, 255, 0, 0, 255, 255]);
		expect([...(await pipeline.process())!]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
	});

	it('writes a PNG file, mirrored if asked', async () => {
		const pipeline = open();
		await show(pipeline);
		const [straight, mirrored] = [pipeline.png(false), pipeline.png(true)];
		expect([...straight.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
		expect(mirrored).not.toEqual(straight);
	});

	it('refuses with a reason', async () => {
		const pipeline = open();
		expect(() => pipeline.begin(0, 10)).toThrow(CoreError);
		pipeline.options = { k: 65, mode: 'follow', view: 'picture', gpu: false };
		await expect(show(pipeline)).rejects.toThrow(/between 1 and 64/);
	});
});

it('draws the scene by the frame’s number alone, inside the photo', () => {
	for (let frame = 0; frame < 2000; frame += 7) {
		const { crop } = sceneAt(frame);
		expect(sceneAt(frame)).toEqual(sceneAt(frame));
		expect(crop.x).toBeGreaterThanOrEqual(0);
		expect(crop.x + crop.size).toBeLessThanOrEqual(1);
		expect(crop.y + crop.size).toBeLessThanOrEqual(1);
	}
});
