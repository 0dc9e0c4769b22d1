import { describe, expect, it } from 'vitest';
import type { Engine, Picture, Quantized } from '$engine/types';
import { bytesOf, greys, hexOf, PalettePicking } from './state.svelte';

const picture = { handle: 1 } as Picture;

/** The error is the sum of the palette's levels; k-means has one of 10 from its own start, 20 from the reader's. */
function fake() {
	const asked: string[] = [];
	const engine = {
		paintWith(_: number, palette: Uint8Array, { settle = false } = {}) {
			asked.push(settle ? 'settle' : 'paint');
			const mse = settle ? 20 : palette.reduce((sum, level) => sum + level, 0);
			return Promise.resolve({ palette: palette.slice(), k: palette.length / 3, mse } as Quantized);
		},
		quantize(_: number, { k }: { k: number }) {
			asked.push(`k-means ${k}`);
			return Promise.resolve({ k, mse: 10 } as Quantized);
		}
	} as unknown as Engine;
	return { asked, picking: new PalettePicking(() => engine) };
}

it('spells colours, and reads only what is one', () => {
	expect(hexOf(Uint8Array.of(0, 0, 0, 1, 16, 255), 1)).toBe('#0110ff');
	expect(bytesOf('#0110ff')).toEqual([1, 16, 255]);
	expect(bytesOf('0110FF')).toEqual([1, 16, 255]);
	for (const text of ['', '#01', '#0110fg', '0110ff0']) expect(bytesOf(text)).toBeUndefined();
	expect([...greys(2)]).toEqual([64, 64, 64, 191, 191, 191]);
});

it('sets one colour after the other, and begins again at the first', () => {
	const { picking } = fake();
	for (let i = 0; i < 5; i++) picking.pick([i, i, i]);
	expect([...picking.palette]).toEqual([4, 4, 4, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
	expect(picking.entry).toBe(1);
});

it('keeps the best of what was tried, once each, and not the greys', async () => {
	const { picking } = fake();
	await picking.paint(picture);
	expect(picking).toMatchObject({ tries: 0, best: undefined });
	picking.set(0, [9, 0, 0]);
	await picking.paint(picture);
	const best = picking.palette;
	picking.set(0, [90, 0, 0]);
	await picking.paint(picture);
	await picking.paint(picture);
	expect(picking.tries).toBe(2);
	expect(picking.best?.palette).toEqual(best);
	picking.backToBest();
	expect(picking.palette).toEqual(best);
});

it('has k-means start where it likes, or in the reader’s colours', async () => {
	const { asked, picking } = fake();
	await picking.challenge(picture, 'own');
	expect(picking.rival).toMatchObject({ start: 'own', result: { mse: 10 } });
	picking.set(0, [1, 2, 3]);
	expect(picking.rival?.start).toBe('own');
	await picking.challenge(picture, 'yours');
	expect(picking.rival).toMatchObject({ start: 'yours', result: { mse: 20 } });
	expect(asked).toEqual(['k-means 4', 'settle']);
	// It began in colours that are others now.
	picking.set(0, [3, 2, 1]);
	expect(picking.rival).toBeUndefined();
});

it('keeps its colours when there are fewer or more of them, and forgets the best', async () => {
	const { picking } = fake();
	picking.set(1, [7, 8, 9]);
	await picking.paint(picture);
	await picking.challenge(picture, 'own');
	picking.entry = 3;
	picking.resize(2);
	expect(picking.k).toBe(2);
	expect([...picking.palette.subarray(3)]).toEqual([7, 8, 9]);
	expect(picking).toMatchObject({ entry: 1, tries: 0, best: undefined, rival: undefined });
	picking.resize(8);
	expect([...picking.palette.subarray(3, 6)]).toEqual([7, 8, 9]);
	expect(picking.k).toBe(8);
});

it('drops an answer of k-means that comes for another picture', async () => {
	const { picking } = fake();
	const answer = picking.challenge(picture, 'own');
	picking.forget();
	await answer;
	expect(picking).toMatchObject({ rival: undefined, rivalBusy: false });
});

describe('a link', () => {
	it('brings the colours back', () => {
		const { picking } = fake();
		picking.resize(3);
		picking.set(2, [1, 2, 3]);
		const other = fake().picking;
		other.restore(picking.text);
		expect(other.palette).toEqual(picking.palette);
	});

	it('that names no palette changes nothing', () => {
		const { picking } = fake();
		const nine = Array<string>(9).fill('000000').join('-');
		for (const text of ['', '000000', nine, '000000-fffff']) picking.restore(text);
		expect(picking.palette).toEqual(greys(4));
	});
});
