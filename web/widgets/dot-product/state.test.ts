import { expect, it } from 'vitest';
import type { DotProductErrors, DotProductOptions } from '$engine/tensor-types';
import { end, placeOf, ticks } from './scale';
import { byFormat, DotProducts } from './state.svelte';

const row = (format: DotProductErrors['format'], accumulation: DotProductErrors['accumulation']) =>
	({ format, accumulation, errors: Float64Array.of(0), median: 0, overflows: 0 }) as DotProductErrors;

function fakeEngine() {
	const asked: DotProductOptions[] = [];
	const dotProducts = async (options: DotProductOptions) => {
		asked.push(options);
		return [row('float16', 'naive')];
	};
	return { asked, engine: { dotProducts } };
}

it('asks for fewer draws while the hand moves, fewer still for long vectors, and for all once it rests', async () => {
	const { asked, engine } = fakeEngine();
	const products = new DotProducts(() => engine);
	await products.show({ length: 64 }, true);
	await products.show({ length: 65536 }, true);
	expect(products.moving).toBe(true);
	await products.show({});
	expect(products.moving).toBe(false);
	const [short, long, full] = asked.map(({ seeds }) => seeds);
	expect(long!).toBeLessThan(short!);
	expect(short!).toBeLessThan(full!);
	expect(products.live.shown).toMatchObject({ length: 65536, seeds: full });
});

it('draws other vectors of the same kind', async () => {
	const { asked, engine } = fakeEngine();
	const products = new DotProducts(() => engine);
	await products.show({ distribution: 'uniform' });
	await products.draw();
	expect(asked.map(({ seed, distribution }) => [seed, distribution])).toEqual([
		[1, 'uniform'],
		[2, 'uniform']
	]);
});

it('restores what it saved, and nothing out of range', async () => {
	const products = new DotProducts(() => fakeEngine().engine);
	await products.restore({ length: '500', values: 'uniform', seed: '7' });
	expect(products.saved).toEqual({ length: 500, values: 'uniform', seed: 7 });
	await products.restore({ length: '70000', values: 'cauchy', seed: '0' });
	expect(products.saved).toEqual({ length: 500, values: 'uniform', seed: 7 });
});

it('groups rows by their format in the order they came', () => {
	const rows = [row('float32', 'naive'), row('fp8_e4m3', 'naive'), row('fp8_e4m3', 'float32')];
	expect(byFormat(rows).map(({ format, rows }) => `${format} ${rows.length}`)).toEqual([
		'float32 1',
		'fp8_e4m3 2'
	]);
});

it('has a place for every error: none at all on the left, an overflow on the right', () => {
	const errors = [0, 1e-12, 1e-6, 1e-3, 1, 50, Infinity];
	const places = errors.map(placeOf);
	expect(places.every((place) => place > 0 && place < 1)).toBe(true);
	expect(places[0]!).toBeLessThan(places[1]!);
	expect(places[2]!).toBeLessThan(places[3]!);
	expect(places[5]).toBe(places[4]);
	expect(places[6]!).toBeGreaterThan(end);
	expect(placeOf(NaN)).toBe(places[0]);
	const gaps = ticks.slice(1).map(({ at }, i) => at - ticks[i]!.at);
	for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!);
});
