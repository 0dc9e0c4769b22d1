import { expect, it } from 'vitest';
import type { RoundingRow, Tensor } from '$engine/tensor-types';
import { compared, Roundings } from './state.svelte';

const row = (
	method: RoundingRow['method'],
	mse: number,
	outputError: number,
	deviation = 0
): RoundingRow => ({
	method,
	mse,
	bias: 0,
	outputError,
	deviation,
	nanoseconds: 1
});
const weights = async () => ({ handle: 7 }) as Tensor;

function fakeEngine() {
	const asked: number[][] = [];
	const roundings = async (handle: number, bits: number, seed = 0) => {
		asked.push([handle, bits, seed]);
		return [row('nearest', 2, 4)];
	};
	return { asked, engine: { roundings } };
}

it('measures every error in those of rounding to the nearest', () => {
	const rows = [row('nearest', 2, 4), row('adaptive', 3, 1), row('stochastic', 4, 8, 2)];
	expect(compared(rows)).toEqual([
		{ method: 'nearest', weights: 1, outputs: 1, spread: 0 },
		{ method: 'adaptive', weights: 1.5, outputs: 0.25, spread: 0 },
		{ method: 'stochastic', weights: 2, outputs: 2, spread: 0.5 }
	]);
});

it('compares with nothing where the nearest makes no error', () => {
	expect(compared([row('nearest', 0, 0), row('floor', 1, 1)])).toEqual([]);
	expect(compared([])).toEqual([]);
});

it('asks for the layer at the reader’s bits, and for other lots', async () => {
	const { asked, engine } = fakeEngine();
	const roundings = new Roundings(() => engine, weights);
	await roundings.show({ bits: 3 });
	await roundings.draw();
	expect(asked).toEqual([
		[7, 3, 1],
		[7, 3, 2]
	]);
	expect(roundings.live.shown).toMatchObject({ bits: 3, seed: 2 });
});

it('tells why there is no layer, and asks for it anew', async () => {
	let there = false;
	const roundings = new Roundings(
		() => fakeEngine().engine,
		() => (there ? weights() : Promise.reject(new Error('could not be fetched')))
	);
	await roundings.show({});
	expect(roundings.live.error).toBe('could not be fetched');
	there = true;
	await roundings.show({});
	expect(roundings.live.error).toBeUndefined();
	expect(roundings.live.shown?.rows).toHaveLength(1);
});

it('restores what it saved, and nothing out of range', async () => {
	const roundings = new Roundings(() => fakeEngine().engine, weights);
	await roundings.restore({ bits: '6', seed: '3' });
	expect(roundings.saved).toEqual({ bits: 6, seed: 3 });
	await roundings.restore({ bits: '9', seed: '-1' });
	expect(roundings.saved).toEqual({ bits: 6, seed: 3 });
});
