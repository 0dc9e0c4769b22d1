import { beforeEach, expect, it } from 'vitest';
import type { LayerOptions, NetworkReport, SampleOptions } from '$engine/model-types';
import type { Painter, Studio } from '../faces/painter';
import { faceBytes } from '../faces/tiles';
import { attributesOfFile } from './fake-attributes';
import { labelsFor } from './labels';
import { Diffusion } from './state.svelte';

const attributes = attributesOfFile();
const layers = ['in', 'out'].map((name) => ({ name }));

interface Asked extends SampleOptions {
	painter: string;
}

/** Draws each face in the grey of its bits; the judge finds all right. */
function fake({ backend = 'wasm', fails = '' } = {}) {
	const sampled: Asked[] = [];
	const quantized: { all: LayerOptions; layers?: Record<string, LayerOptions> }[] = [];
	const disposed: string[] = [];
	let judged = 0;
	let hold: Promise<void> | undefined;
	const studio: Studio = {
		painter(file) {
			const painter = `${file} ${painters++}`;
			let bits = 16;
			const own = {
				networks: { diffusion: { attributes, layers, bytes: 3000 } },
				status: { backend, allocated: backend === 'webgpu' ? 1000 : 0, weights: 0 },
				async sample(options: SampleOptions) {
					await hold;
					sampled.push({ ...options, painter });
					if (fails && sampled.length > 2) throw new Error(fails);
					const rgba = new Uint8ClampedArray(options.faces * faceBytes).fill(bits);
					const frame = { predicted: rgba, state: rgba };
					const steps = options.show && Array.from({ length: options.steps }, () => frame);
					return {
						rgba,
						latents: new Float32Array(),
						seconds: 1,
						backend,
						...(steps && { steps })
					};
				},
				quantize(_: string, all: LayerOptions, layers?: Record<string, LayerOptions>) {
					quantized.push({ all, ...(layers && { layers }) });
					bits = all === 'float16' ? 16 : all.bits!;
					const sum = layers
						? Object.values(layers).reduce(
								(sum, layer) => sum + (layer === 'float16' ? 16 : layer.bits!),
								0
							)
						: 2 * bits;
					return Promise.resolve({
						bytes: { before: 3000, after: 100 * sum },
						effectiveBits: bits
					});
				},
				parity: () => Promise.resolve({ faces: sampled.at(-1)!.faces, levels: 1 }),
				dispose: () => void disposed.push(painter)
			};
			return Promise.resolve(own as unknown as Painter);
		},
		judge(_, labels) {
			judged++;
			return Promise.resolve({
				classes: labels as Int32Array<ArrayBuffer>,
				probabilities: new Float32Array(),
				right: { attributes: new Float64Array(), mean: 1 },
				frechet: 7
			});
		},
		async allocate(_, __, ___, { signal, onstep } = {}) {
			onstep?.(7, 14);
			await hold;
			signal?.throwIfAborted();
			return { in: { method: 'linear', bits: 4 }, out: { method: 'linear', bits: 2 } };
		},
		close: () => void disposed.push('studio')
	};
	let painters = 0;
	const figure = new Diffusion(() => Promise.resolve(studio));
	return {
		figure,
		sampled,
		quantized,
		disposed,
		judged: () => judged,
		holdBack() {
			let release = () => {};
			hold = new Promise((resolve) => (release = resolve));
			return release;
		}
	};
}

let figures = fake();
beforeEach(() => void (figures = fake()));

it('draws coarse faces first, some at a time, then whole ones, and has them judged', async () => {
	const { figure, sampled, judged } = figures;
	await figure.draw();
	const pictures = sampled.filter(({ show }) => !show);
	expect(pictures.map(({ steps }) => steps)).toEqual([...Array(8).fill(4), ...Array(8).fill(12)]);
	expect(pictures.slice(0, 4).map(({ seed }) => seed)).toEqual([1, 17, 33, 49]);
	expect(new Set(pictures.slice(4, 8).map(({ painter }) => painter))).toEqual(new Set(['diffusion 1']));
	expect(pictures[1]!.labels).toEqual(labelsFor(attributes, {}, 17, 16));
	expect(figure.trained).toMatchObject({ whole: true, seconds: 4 });
	expect(figure.quantized?.rgba.every((value) => value === 3)).toBe(true);
	expect(judged()).toBe(2);
	expect(figure.score('same')).toEqual({ bytes: 600, effectiveBits: 3, right: 1, frechet: 7 });
	expect(figure.trainedScore).toMatchObject({ bytes: 3000, effectiveBits: 16 });
	expect(figure.film).toMatchObject({ face: 0, quantized: { length: 12 } });
	expect(figure).toMatchObject({ busy: false, error: undefined });
});

it('draws with a GPU in one go', async () => {
	const { figure, sampled } = fake({ backend: 'webgpu' });
	await figure.draw();
	expect(sampled.filter(({ show }) => !show).map(({ faces, steps }) => [faces, steps])).toEqual([
		[64, 12],
		[64, 12]
	]);
});

it('compares the crowd with the core’s, not the film’s one face, and anew when its weights change', async () => {
	const { figure } = fake({ backend: 'webgpu' });
	await figure.draw();
	expect(figure.parity).toEqual({ faces: 64, levels: 1 });
	figure.choose(3);
	await figure.draw();
	expect(figure.parity).toEqual({ faces: 64, levels: 1 });
	const compared = figure.parity;
	await figure.weights({ bits: 5 });
	expect(figure.parity).toEqual(compared);
	expect(figure.parity).not.toBe(compared);
});

it('counts what all that were opened have on the GPU', async () => {
	const { figure } = fake({ backend: 'webgpu' });
	await figure.draw();
	expect(figure.drawnBy).toMatchObject({ backend: 'webgpu', allocated: 2000 });
	await figure.weights({ method: 'trained_2bit' });
	expect(figure.drawnBy?.allocated).toBe(3000);
});

it('speaks of the last film’s weights until the next one is there', async () => {
	const { figure, holdBack } = figures;
	await figure.draw();
	const release = holdBack();
	const drawing = figure.weights({ bits: 5 });
	expect(figure.film?.held).toMatchObject({ weights: { bits: 3 }, plan: 'same' });
	release();
	await drawing;
	expect(figure.film?.held).toMatchObject({ weights: { bits: 5 }, plan: 'same' });
});

it('leaves the faces as trained where only the weights change, and quantizes nothing twice', async () => {
	const { figure, sampled, quantized } = figures;
	await figure.draw();
	sampled.length = 0;
	await figure.weights({ bits: 2 });
	expect(sampled.filter(({ show, painter }) => !show && painter === 'diffusion 0')).toEqual([]);
	expect(figure.shownWeights?.weights.bits).toBe(2);
	await figure.prompt({ seed: 500 });
	expect(quantized).toHaveLength(2);
	expect(figure.trained?.prompt.seed).toBe(500);
	expect(figure.score('same')?.bytes).toBe(400);
});

it('gives way to the newest wish', async () => {
	const { figure, sampled, holdBack } = figures;
	await figure.draw();
	sampled.length = 0;
	const release = holdBack();
	const wishes = [8, 7, 6, 5, 2].map((bits) => figure.weights({ bits }));
	await new Promise((resolve) => setTimeout(resolve));
	release();
	await Promise.all(wishes);
	expect(figure.shownWeights?.weights.bits).toBe(2);
	expect(figure.quantized?.rgba.every((value) => value === 2)).toBe(true);
	expect(sampled.filter(({ show }) => !show)).toHaveLength(8);
});

it('keeps the last faces when something fails, says what, and goes on with the next wish', async () => {
	const { figure } = fake({ fails: 'out of memory' });
	await figure.draw();
	expect(figure).toMatchObject({ busy: false, error: 'out of memory' });
	expect(figure.trained?.rgba[0]).toBe(16);
	expect(figure.trained?.whole).toBe(false);
});

it('stops when it is told to', async () => {
	const { figure, sampled, holdBack } = figures;
	const release = holdBack();
	const drawing = figure.draw();
	await new Promise((resolve) => setTimeout(resolve));
	figure.cancel();
	expect(figure.busy).toBe(false);
	release();
	await drawing;
	expect(sampled.length).toBeLessThanOrEqual(1);
	expect(figure.error).toBeUndefined();
});

it('tells how far the measuring is, and cancelled leaves what is there', async () => {
	const { figure, holdBack, quantized } = figures;
	await figure.draw();
	const asked = quantized.length;
	const release = holdBack();
	const dealing = figure.change({ plan: 'automatic' });
	await expect.poll(() => figure.measuring).toEqual({ done: 7, of: 14 });
	expect(figure).toMatchObject({ busy: true, progress: 0.5 });
	figure.cancel();
	release();
	await dealing;
	expect(figure).toMatchObject({
		busy: false,
		measuring: undefined,
		automatic: undefined,
		error: undefined
	});
	expect(figure.shownWeights?.plan).toBe('same');
	expect(quantized).toHaveLength(asked);
	await figure.draw();
	expect(figure.shownWeights?.plan).toBe('automatic');
	expect(figure.bitsOf('automatic')).toEqual([4, 2]);
});

it('deals bits out within the budget of the same bits everywhere, and lets the reader do it', async () => {
	const { figure, quantized } = figures;
	await figure.draw();
	await figure.change({ plan: 'automatic' });
	expect(figure.budget).toBe(600);
	expect(figure.bitsOf('automatic')).toEqual([4, 2]);
	expect(quantized.at(-1)?.layers).toMatchObject({ in: { bits: 4 }, out: { bits: 2 } });
	await figure.setLayer(1, 99);
	expect(figure.settings).toMatchObject({ plan: 'own', own: [4, 8] });
	expect(figure.report?.bytes.after).toBe(1200);
	expect(figure.parameters).toMatchObject({ plan: 'own', layers: '48' });
	await figure.weights({ method: 'nf4' });
	expect(figure.plan).toBe('same');
	expect(quantized.at(-1)).toEqual({ all: { method: 'nf4' } });
});

it('draws one face step by step from its own noise and wishes', async () => {
	const { figure, sampled } = figures;
	await figure.draw();
	sampled.length = 0;
	figure.choose(9);
	await figure.draw();
	expect(sampled.filter(({ show }) => !show)).toEqual([]);
	const [trained, quantized] = sampled.filter(({ show }) => show).slice(-2);
	expect(trained).toMatchObject({ seed: 10, faces: 1, steps: 12, show: 'all', painter: 'diffusion 0' });
	expect(quantized?.labels).toEqual(labelsFor(attributes, {}, 10, 1));
});

it('opens the file that was trained for few bits, and gives everything back', async () => {
	const { figure, disposed, sampled } = figures;
	await figure.draw();
	await figure.weights({ method: 'trained_2bit' });
	expect(sampled.at(-1)?.painter).toMatch(/^diffusion_2bit/);
	figure.close();
	await new Promise((resolve) => setTimeout(resolve));
	expect(disposed).toHaveLength(4);
	expect(disposed.at(-1)).toBe('studio');
	expect((figure.report as NetworkReport | undefined)?.bytes.after).toBe(3200);
});
