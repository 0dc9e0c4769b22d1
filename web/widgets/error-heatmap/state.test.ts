import { expect, it } from 'vitest';
import type { ErrorMap, Picture, Quantized, QuantizeOptions } from '$engine/types';
import { ErrorView } from './state.svelte';

const picture = {
	handle: 1,
	width: 2,
	height: 2,
	rgba: new Uint8ClampedArray([1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255])
} as Picture;
const after = new Uint8ClampedArray(16).fill(50);
const error = new Float32Array([0, 1.5, 2.5, 3.5]);

function fakeEngine() {
	const asked: string[] = [];
	const waiting: (() => void)[] = [];
	const ask = <T>(what: string, answer: T) =>
		new Promise<T>((resolve, reject) => {
			asked.push(what);
			waiting.push(() => (what.includes('99') ? reject(new Error('no such k')) : resolve(answer)));
		});
	const engine = {
		quantize: (_: number, { k, effort = 'full' }: QuantizeOptions) =>
			ask(`${effort} ${k}`, { k, rgba: after } as Quantized),
		errorMap: (_: number, { k, effort = 'full' }: QuantizeOptions) =>
			ask(`${effort} map ${k}`, { error, mean: k } as ErrorMap)
	};
	const answer = async () => {
		waiting.shift()!();
		await new Promise((done) => setTimeout(done));
	};
	return { engine, asked, answer };
}

const wanted = (k: number) => ({ picture, k, space: 'srgb' as const });

it('shows a picture only with its own map, and of those that wait only the latest', async () => {
	const { engine, asked, answer } = fakeEngine();
	const view = new ErrorView(() => engine);
	void view.show(wanted(2), 'draft');
	await answer();
	expect(view.shown).toBeUndefined();
	void view.show(wanted(3), 'draft');
	void view.show(wanted(4), 'full');
	await answer();
	expect(view.shown).toMatchObject({ k: 2, result: { k: 2 }, map: { mean: 2 } });
	await answer();
	expect(view.busy).toBe(true);
	await answer();
	expect(view.shown).toMatchObject({ k: 4, result: { k: 4 }, map: { mean: 4 } });
	expect(view.busy).toBe(false);
	expect(asked).toEqual(['draft 2', 'draft map 2', 'full 4', 'full map 4']);
});

it('reads one pixel before and after', async () => {
	const { engine, answer } = fakeEngine();
	const view = new ErrorView(() => engine);
	expect(view.pixel({ x: 0, y: 0 })).toBeUndefined();
	void view.show(wanted(2), 'full');
	await answer();
	await answer();
	expect(view.pixel({ x: 0, y: 1 })).toEqual({ before: [7, 8, 9], after: [50, 50, 50], error: 2.5 });
	expect(view.pixel({ x: 2, y: 0 })).toBeUndefined();
});

it('keeps what it shows when a call fails', async () => {
	const { engine, answer } = fakeEngine();
	const view = new ErrorView(() => engine);
	void view.show(wanted(2), 'full');
	await answer();
	await answer();
	void view.show(wanted(99), 'full');
	await answer();
	expect(view.error).toBe('no such k');
	expect(view.shown?.k).toBe(2);
	expect(view.busy).toBe(false);
});
