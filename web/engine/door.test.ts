/** Which module is loaded when, and what clients make of answers and errors. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { door } from './door';
import type { Engine } from './types';
import type { TensorEngine } from './tensor-types';

const loaded = vi.hoisted(() => ({ core: 0, numbers: 0, tensors: 0, files: 0, fail: false }));

vi.mock('./wasm/core.mjs', () => ({
	default: () => {
		loaded.core++;
		return Promise.resolve({ colorMap: () => new Uint8Array(768) });
	}
}));

vi.mock('./wasm/tensors.mjs', () => ({
	default: () => {
		loaded.tensors++;
		if (loaded.fail) return Promise.reject(new Error('the network is down'));
		return Promise.resolve({
			heatMap: () => new Uint8Array(768),
			signedMap: () => new Uint8Array(768).fill(9),
			heatOdd: () => ({ nan: [1, 2, 3] }),
			signedOdd: () => ({ nan: [4, 5, 6] }),
			makeTensor: () => 'the shape does not fit 1 values'
		});
	}
}));

vi.mock('./wasm/numbers.mjs', () => ({
	default: () => {
		loaded.numbers++;
		return Promise.resolve({ pack: () => new Uint8Array([89, 26]) });
	}
}));

vi.mock('./wasm/files.mjs', () => ({
	default: () => {
		loaded.files++;
		if (loaded.fail) return Promise.reject(new Error('the network is down'));
		return Promise.resolve({ openFile: () => 'the file is empty' });
	}
}));

const transferred = vi.hoisted(() => [] as unknown[]);
vi.mock('comlink', async () => ({
	// What goes through a real worker is cloned; here the door is called as it is.
	wrap: () => ({
		call: async (...args: Parameters<(typeof door)['call']>) =>
			(await import('./door')).door.call(...args)
	}),
	transfer: (answer: unknown, buffers: unknown[]) => {
		transferred.push(...buffers);
		return answer;
	}
}));

// Modules are read anew for each test, which a busy machine takes its time for.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let pictures: Engine;
let tensors: TensorEngine;
const workers: unknown[] = [];
beforeEach(async () => {
	vi.resetModules();
	workers.length = transferred.length = 0;
	Object.assign(loaded, { core: 0, numbers: 0, tensors: 0, files: 0, fail: false });
	vi.stubGlobal(
		'Worker',
		class {
			constructor(...args: unknown[]) {
				workers.push(args);
			}
			addEventListener() {}
		}
	);
	pictures = (await import('./client')).getEngine();
	tensors = (await import('./tensor-client')).getTensorEngine();
});

const modules = () => ({
	core: loaded.core,
	numbers: loaded.numbers,
	tensors: loaded.tensors,
	files: loaded.files
});

it('starts nothing until it is asked, then only what is needed, once', async () => {
	expect(workers).toHaveLength(0);
	expect(modules()).toEqual({ core: 0, numbers: 0, tensors: 0, files: 0 });
	await tensors.pack([-3, 1, -7, 2], 4);
	expect(modules()).toEqual({ core: 0, numbers: 1, tensors: 0, files: 0 });
	await tensors.colorMaps();
	await tensors.colorMaps();
	expect(modules()).toEqual({ core: 0, numbers: 1, tensors: 1, files: 0 });
	await pictures.colorMap();
	expect(modules()).toEqual({ core: 1, numbers: 1, tensors: 1, files: 0 });
	expect(workers).toHaveLength(1);
});

it('loads the reader of files for the first of them, and again where that failed', async () => {
	await tensors.colorMaps();
	loaded.fail = true;
	await expect(tensors.openFile(new Blob())).rejects.toThrow('the network is down');
	loaded.fail = false;
	await expect(tensors.openFile(new Blob())).rejects.toThrow('the file is empty');
	await expect(tensors.openFile(new Blob())).rejects.toThrow('the file is empty');
	expect(modules()).toEqual({ core: 0, numbers: 0, tensors: 1, files: 2 });
});

it('leaves tensors out of a page of pictures', async () => {
	await pictures.colorMap();
	expect(modules()).toEqual({ core: 1, numbers: 0, tensors: 0, files: 0 });
});

it('hands every array over', async () => {
	const { heat, signed, odd } = await tensors.colorMaps();
	expect(signed[0]).toBe(9);
	expect(odd.signed.nan).toEqual([4, 5, 6]);
	expect(transferred).toEqual([heat.buffer, signed.buffer]);
});

it('tells an error of the core as one', async () => {
	await expect(tensors.makeTensor([2], new Float32Array(1))).rejects.toMatchObject({
		name: 'CoreError',
		message: 'the shape does not fit 1 values'
	});
});

it('tries again after a module could not be loaded', async () => {
	loaded.fail = true;
	await expect(tensors.colorMaps()).rejects.toThrow('the network is down');
	loaded.fail = false;
	await expect(tensors.colorMaps()).resolves.toBeDefined();
});

it('queues both engines’ calls together: of those that wait in a channel only the last is answered', async () => {
	const map = pictures.colorMap();
	const first = tensors.number('int4', { bits: 1 }, { channel: 'a' });
	const aborted = tensors.values(1, { signal: AbortSignal.abort() });
	const second = tensors.number('int4', { bits: -1 }, { channel: 'a' });
	await expect(first).rejects.toMatchObject({ name: 'AbortError' });
	await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
	await expect(second).rejects.toThrow('bits are a whole number');
	await map;
});
