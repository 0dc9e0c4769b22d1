import { expect, it } from 'vitest';
import type { LayerOptions, Reconstruction } from '$engine/model-types';
import { colorAt, filledWith, isSame, type Pixels } from './drawing';
import { firstFace } from './first-face';
import { Autoencoder } from './state.svelte';

function fake(fails = { reconstruct: false, open: false }) {
	const quantized: LayerOptions[] = [];
	let reconstructed = 0;
	let closed = 0;
	const figure = new Autoencoder(() =>
		fails.open
			? Promise.reject(new Error('no network'))
			: Promise.resolve({
					quantize(options) {
						quantized.push(options);
						return Promise.resolve({ effectiveBits: 4 } as never);
					},
					reconstruct(picture: Pixels) {
						reconstructed++;
						return fails.reconstruct
							? Promise.reject(new Error('out of memory'))
							: Promise.resolve({ rgba: picture, psnrDb: 30 } as Reconstruction);
					},
					randomFace: (seed) => Promise.resolve(filledWith(`#0000${seed}`)),
					colorMaps: () => Promise.reject(new Error('not here')),
					close: () => void closed++
				})
	);
	return { figure, quantized, reconstructed: () => reconstructed, closed: () => closed };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('a stroke is undone and redone as one', async () => {
	const { figure, reconstructed } = fake();
	figure.color = '#010203';
	figure.begin({ x: 0, y: 0 });
	figure.follow({ x: 5, y: 0 });
	figure.follow({ x: 5, y: 5 });
	figure.end();
	expect(colorAt(figure.picture, { x: 5, y: 3 })).toBe('#010203');
	expect(figure).toMatchObject({ canUndo: true, canRedo: false });
	figure.undo();
	expect(isSame(figure.picture, firstFace())).toBe(true);
	expect(figure).toMatchObject({ canUndo: false, canRedo: true });
	figure.redo();
	expect(colorAt(figure.picture, { x: 5, y: 3 })).toBe('#010203');
	figure.undo();
	figure.clear();
	expect(figure.canRedo).toBe(false);
	await settled();
	expect(isSame(figure.live.shown!.picture, filledWith('#ffffff'))).toBe(true);
	// Faster than answers: of all those changes only the first and the last were looked at.
	expect(reconstructed()).toBe(2);
});

it('what changes nothing is nothing to undo', () => {
	const { figure } = fake();
	figure.color = colorAt(figure.picture, { x: 0, y: 0 });
	figure.begin({ x: 0, y: 0 });
	figure.end();
	figure.follow({ x: 9, y: 9 });
	expect(figure.canUndo).toBe(false);
});

it('fills, picks and mirrors', () => {
	const { figure } = fake();
	figure.clear();
	figure.isMirrored = true;
	figure.color = '#0a0b0c';
	figure.begin({ x: 1, y: 2 });
	figure.end();
	expect(colorAt(figure.picture, { x: 14, y: 2 })).toBe('#0a0b0c');
	figure.color = '#ff0000';
	figure.tool = 'pick';
	figure.begin({ x: 14, y: 2 });
	expect(figure).toMatchObject({ color: '#0a0b0c', tool: 'draw' });
	figure.tool = 'fill';
	figure.begin({ x: 8, y: 8 });
	expect(isSame(figure.picture, filledWith('#0a0b0c'))).toBe(true);
});

it('quantizes only when the weights change, and no integers of one bit', async () => {
	const { figure, quantized } = fake();
	figure.start();
	await settled();
	figure.clear();
	await settled();
	expect(quantized).toHaveLength(1);
	figure.hold({ bits: 1 });
	await settled();
	expect(quantized.at(-1)).toMatchObject({ method: 'linear', bits: 2, axis: 0 });
	figure.hold({ method: 'kmeans', bits: 1 });
	await settled();
	expect(quantized.at(-1)).toMatchObject({ method: 'kmeans', bits: 1 });
	expect(figure.words).toBe('1 bit, k-means');
});

it('a random face can be undone; one that cannot be had leaves the picture', async () => {
	const { figure } = fake();
	await figure.randomFace(42);
	expect(colorAt(figure.picture, { x: 0, y: 0 })).toBe('#000042');
	await figure.take(() => Promise.reject(new Error('cat.txt is no picture')));
	expect(figure.error).toBe('cat.txt is no picture');
	expect(colorAt(figure.picture, { x: 0, y: 0 })).toBe('#000042');
	figure.dismissError();
	figure.undo();
	expect(isSame(figure.picture, firstFace())).toBe(true);
});

it('keeps the last reconstruction when one fails, and tries again', async () => {
	const fails = { reconstruct: false, open: true };
	const { figure, closed } = fake(fails);
	figure.start();
	await settled();
	expect(figure.error).toBe('no network');
	fails.open = false;
	figure.hold({ bits: 3 });
	await settled();
	expect(figure.error).toBeUndefined();
	const { shown } = figure.live;
	fails.reconstruct = true;
	figure.clear();
	await settled();
	expect(figure.error).toBe('out of memory');
	expect(figure.live.shown).toBe(shown);
	figure.close();
	await settled();
	expect(closed()).toBe(1);
});

it('comes back from a link', () => {
	const { figure } = fake();
	figure.restore({ method: 'kmeans', bits: '1', granularity: 'group', group: '32' });
	expect(figure.parameters).toEqual({ method: 'kmeans', bits: 1, granularity: 'group', group: 32 });
	figure.restore({ method: 'pq', bits: '99', granularity: '', group: '33' });
	expect(figure.parameters).toEqual({ method: 'kmeans', bits: 1, granularity: 'group', group: 32 });
});
