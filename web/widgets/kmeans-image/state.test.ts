import { beforeEach, expect, it, vi } from 'vitest';
import type { Measures, Picture, Quantized, QuantizeOptions } from '$engine/types';
import { QuantizedView } from './state.svelte';

const dog = { handle: 1 } as Picture;
const cat = { handle: 2 } as Picture;

/** Answers each call when told to, as the worker does: one after another. */
function fakeEngine() {
	const asked: string[] = [];
	const waiting: { answer: () => void; fail: (error: Error) => void }[] = [];
	const ask = <T>(what: string, answer: T) =>
		new Promise<T>((resolve, reject) => {
			asked.push(what);
			waiting.push({ answer: () => resolve(answer), fail: reject });
		});
	const engine = {
		quantize: (handle: number, { k, effort = 'full' }: QuantizeOptions) =>
			ask(`${effort} ${k} of ${handle}`, { k, effort } as Quantized),
		measure: (handle: number, { k }: QuantizeOptions) =>
			ask(`measure ${k} of ${handle}`, { pngBytes: 1000 + k } as Measures)
	};
	const settle = () => vi.advanceTimersByTimeAsync(0);
	return {
		engine,
		asked,
		answer: async () => {
			waiting.shift()!.answer();
			await settle();
		},
		fail: async (message: string) => {
			waiting.shift()!.fail(new Error(message));
			await settle();
		}
	};
}

beforeEach(() => {
	vi.useFakeTimers();
	return () => vi.useRealTimers();
});

it('shows a draft at once, then the full result, then its measures', async () => {
	const { engine, asked, answer } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	void view.show({ picture: dog, k: 16, space: 'srgb' }, 'full', true);
	expect(view.busy).toBe(true);
	await answer();
	expect(view.shown?.result).toEqual({ k: 16, effort: 'draft' });
	await answer();
	expect(view.shown?.result).toEqual({ k: 16, effort: 'full' });
	expect(view.busy).toBe(false);
	expect(view.measures).toBeUndefined();
	await vi.advanceTimersByTimeAsync(1000);
	await answer();
	expect(view.measures).toEqual({ pngBytes: 1016 });
	expect(asked).toEqual(['draft 16 of 1', 'full 16 of 1', 'measure 16 of 1']);
});

it('shows a draft that the hand has left behind, since it is nearer than what was there', async () => {
	const { engine, answer } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	void view.show({ picture: dog, k: 16, space: 'srgb' }, 'draft', false);
	await answer();
	void view.show({ picture: dog, k: 17, space: 'srgb' }, 'draft', false);
	void view.show({ picture: dog, k: 18, space: 'srgb' }, 'draft', false);
	await answer();
	expect(view.shown?.k).toBe(17);
	await answer();
	expect(view.shown?.k).toBe(18);
});

it('never shows a draft of a picture that has been replaced', async () => {
	const { engine, answer } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	void view.show({ picture: dog, k: 16, space: 'srgb' }, 'draft', false);
	void view.show({ picture: cat, k: 16, space: 'srgb' }, 'draft', false);
	await answer();
	expect(view.shown).toBeUndefined();
	await answer();
	expect(view.shown?.picture).toBe(cat);
});

it('asks for no measures while the hand only rests, and for nothing else again when it lets go', async () => {
	const { engine, asked, answer } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	const wanted = { picture: dog, k: 9, space: 'srgb' as const };
	void view.show(wanted, 'full', false);
	await answer();
	await answer();
	await vi.advanceTimersByTimeAsync(1000);
	expect(asked).toEqual(['draft 9 of 1', 'full 9 of 1']);
	void view.show(wanted, 'full', true);
	await vi.advanceTimersByTimeAsync(1000);
	await answer();
	expect(asked).toEqual(['draft 9 of 1', 'full 9 of 1', 'measure 9 of 1']);
});

it('forgets the measures of one result when another is shown', async () => {
	const { engine, answer } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	void view.show({ picture: dog, k: 9, space: 'srgb' }, 'full', true);
	await answer();
	await answer();
	await vi.advanceTimersByTimeAsync(1000);
	await answer();
	expect(view.measures).toEqual({ pngBytes: 1009 });
	void view.show({ picture: dog, k: 10, space: 'srgb' }, 'draft', true);
	await answer();
	expect(view.measures).toBeUndefined();
});

it('keeps the last good picture when a call fails, and says what happened', async () => {
	const { engine, answer, fail } = fakeEngine();
	const view = new QuantizedView(() => engine, 'a');
	void view.show({ picture: dog, k: 16, space: 'srgb' }, 'draft', false);
	await answer();
	void view.show({ picture: dog, k: 17, space: 'srgb' }, 'full', true);
	await fail('out of memory');
	expect(view.error).toBe('out of memory');
	expect(view.busy).toBe(false);
	expect(view.shown?.k).toBe(16);
});
