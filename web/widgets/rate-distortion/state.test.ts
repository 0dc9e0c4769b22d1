import { describe, expect, it } from 'vitest';
import type { RatePoint, RateQuantizer, RateSetting, TensorEngine, TensorFile } from '$engine/tensor-types';
import { RateDistortion } from './state.svelte';

const entry = (name: string, shape = [2, 3]) => ({ name, shape, readable: true, count: 6 });
const network = { handle: 7, tensors: [entry('a'), entry('b')] } as TensorFile;

function pointsOf(quantizer: RateQuantizer): RatePoint[] {
	return [1, 2, 4].map(
		(rate) => ({ quantizer, bits: rate, fixed: rate, entropy: rate - 0.25, huffman: rate }) as RatePoint
	);
}

/** Every call in its order; the tensor named `bad` has no finite value. */
function fake(files: Record<string, TensorFile> = {}) {
	const calls: string[] = [];
	let handle = 0;
	const engine = {
		openFile: (blob: Blob) => Promise.resolve(files[blob.type]),
		closeFile: (file: number) => void calls.push(`close ${file}`),
		randomTensor: () => Promise.resolve({ handle: ++handle, name: '', shape: [512, 256] }),
		openTensor(_: number, name: string) {
			calls.push(`open ${name}`);
			return Promise.resolve({ handle: ++handle, name, shape: [2, 3] });
		},
		release: (tensor: number) => void calls.push(`release ${tensor}`),
		rateBounds: (tensor: number) =>
			calls.at(-1) === 'open bad'
				? Promise.reject(new Error('the tensor has no finite values'))
				: Promise.resolve({ values: tensor, gaussianDb: 0, dbPerBit: 6 }),
		rateCurve(tensor: number, quantizer: RateQuantizer) {
			calls.push(`${quantizer} ${tensor}`);
			return Promise.resolve(pointsOf(quantizer));
		},
		coded(tensor: number, { quantizer, bits }: RateSetting) {
			calls.push(`code ${tensor} ${quantizer} ${bits}`);
			return Promise.resolve({ point: { quantizer, bits }, symbols: [] });
		}
	} as unknown as TensorEngine;
	return {
		calls,
		figure: new RateDistortion(
			() => engine,
			() => Promise.resolve(network)
		)
	};
}

it('begins with the Gaussian: its three curves, and the code of the point nearest to the reader’s bits', async () => {
	const { calls, figure } = fake();
	await figure.start();
	expect(calls).toEqual(['uniform 1', 'kmeans 1', 'linear 1', 'code 1 uniform 4']);
	expect(figure.source).toBe('gaussian');
	expect(figure.file).toBe(network);
	await figure.start();
	expect(calls).toHaveLength(4);
});

it('asks only for another code when another point is chosen', async () => {
	const { calls, figure } = fake();
	await figure.start();
	calls.length = 0;
	await figure.choose({ series: 'kmeans-coded', rate: 2.2 });
	expect(calls).toEqual(['code 1 kmeans 2']);
	expect(figure.chosen?.bits).toBe(2);
	expect(figure.rateOf(figure.chosen!)).toBe(1.75);
});

it('takes another tensor, and lets the last one go', async () => {
	const { calls, figure } = fake();
	await figure.start();
	await figure.choose({ source: 'b' });
	expect(figure.source).toBe('b');
	expect(calls).toContain('release 1');
	expect(calls.at(-1)).toBe('code 2 uniform 4');
});

describe('a file of the reader’s own', () => {
	const own = { handle: 9, tensors: [entry('mine')] } as TensorFile;
	const bad = { handle: 10, tensors: [entry('bad')] } as TensorFile;
	const empty = { handle: 11, tensors: [{ ...entry('x'), readable: false }] } as TensorFile;
	const files = { own, bad, empty };
	const blob = (type: string) => new Blob([], { type });

	it('is shown, and closed on the way back', async () => {
		const { calls, figure } = fake(files);
		await figure.openOwn(blob('own'), 'my.npz');
		expect(figure).toMatchObject({ own: true, source: 'mine', fileName: 'my.npz' });
		expect(figure.parameters.tensor).toBeUndefined();
		await figure.reset();
		expect(figure).toMatchObject({ own: false, source: 'gaussian', file: network });
		expect(calls).toContain('close 9');
	});

	it('that cannot be used leaves the last good one, and says why', async () => {
		const { calls, figure } = fake(files);
		await figure.start();
		await figure.openOwn(blob('bad'), 'bad.npz');
		expect(figure.error).toBe('the tensor has no finite values');
		expect(figure).toMatchObject({ own: false, source: 'gaussian', file: network });
		expect(calls).toContain('close 10');
		await figure.openOwn(blob('empty'), 'empty.npz');
		expect(figure.error).toBe('empty.npz holds no tensor that can be read as floats.');
		expect(calls).toContain('close 11');
	});
});

describe('a link', () => {
	it('brings back what it was made from', async () => {
		const { figure } = fake();
		await figure.start();
		await figure.choose({ source: 'a' });
		await figure.choose({ series: 'linear', counted: 'file', rate: 2.25 });
		const texts = Object.entries(figure.parameters).map(([name, value]) => [name, String(value)]);
		const other = fake();
		other.figure.restore(Object.fromEntries(texts));
		await other.figure.start();
		expect(other.figure).toMatchObject({
			source: 'a',
			series: 'linear',
			counted: 'file',
			rate: 2.25
		});
		expect(other.calls[0]).toBe('open a');
	});

	it('that names what there is not shows the Gaussian', async () => {
		const { figure } = fake();
		figure.restore({ tensor: 'gone', curve: 'steep', bits: '-3', counted: 'twice' });
		await figure.start();
		expect(figure).toMatchObject({ source: 'gaussian', series: 'uniform', rate: 4, counted: 'theory' });
	});
});

describe('attributes that change', () => {
	it('wait for the figure to begin', async () => {
		const { calls, figure } = fake();
		await figure.follow({ tensor: 'b' });
		expect(calls).toEqual([]);
		await figure.start();
		expect(figure.source).toBe('b');
	});

	it('bring another tensor, or another point of its curves', async () => {
		const { calls, figure } = fake();
		await figure.start();
		await figure.follow({ tensor: 'a', bits: '2' });
		expect(figure).toMatchObject({ source: 'a', rate: 2 });
		calls.length = 0;
		await figure.follow({ bits: '4' });
		expect(calls).toEqual(['code 2 uniform 4']);
		await figure.follow({ tensor: '' });
		expect(figure.source).toBe('gaussian');
	});

	it('leave a reader’s own file where it is', async () => {
		const own = { handle: 9, tensors: [entry('mine')] } as TensorFile;
		const { figure } = fake({ own });
		await figure.start();
		await figure.openOwn(new Blob([], { type: 'own' }), 'mine.npy');
		await figure.follow({ tensor: 'a', bits: '2' });
		expect(figure).toMatchObject({ source: 'mine', rate: 2, own: true });
	});
});
