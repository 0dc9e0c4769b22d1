import { describe, expect, it } from 'vitest';
import { CoreError, type Engine, type Picture, type QuantizeOptions } from '$engine/types';
import { KMeansWalks, restOf } from './state.svelte';

const picture = { handle: 1 } as Picture;

/** Answers with walks whose length and errors tell what was asked; keeps a list of the questions. */
function fake(answer?: (options: QuantizeOptions) => void) {
	const asked: string[] = [];
	const engine = {
		cloud: () => Promise.resolve({ positions: new Float32Array(3), counts: new Uint32Array([1]) }),
		async steps(handle: number, options: QuantizeOptions) {
			asked.push(`${handle} ${options.seeding} k=${options.k} seed=${options.seed}`);
			await Promise.resolve();
			answer?.(options);
			const last = 100 * options.k + options.seed!;
			return { k: options.k, frames: [1, 2, 3].map(() => new Float32Array(3)), mse: [900, 800, last] };
		}
	} as unknown as Engine;
	return { asked, walks: new KMeansWalks(() => engine, 'test', 3) };
}

describe('walks of k-means', () => {
	it('come for the chosen start first, then for the others to compare', async () => {
		const { asked, walks } = fake();
		await walks.open(picture);
		expect(asked).toEqual([
			'1 random k=3 seed=1',
			'1 split k=3 seed=1',
			'1 kmeans++ k=3 seed=1',
			'1 corner k=3 seed=1'
		]);
		expect(walks.shown).toMatchObject({ seeding: 'random', k: 3, seed: 1 });
		expect(walks.range).toEqual([301, 900]);
		expect(walks.busy).toBe(false);
	});

	it('are not asked again where they are known', async () => {
		const { asked, walks } = fake();
		await walks.open(picture);
		asked.length = 0;
		await walks.choose({ seeding: 'corner' });
		expect(asked).toEqual([]);
		expect(walks.shown?.seeding).toBe('corner');
	});

	it('are drawn anew only where lots are drawn, and remember where earlier draws came to rest', async () => {
		const { asked, walks } = fake();
		await walks.open(picture);
		asked.length = 0;
		await walks.draw();
		expect(asked).toEqual(['1 random k=3 seed=2', '1 kmeans++ k=3 seed=2']);
		expect(walks.rests('random')).toEqual([301, 302]);
		expect(walks.rests('split')).toEqual([301]);
		expect(walks.shown?.seed).toBe(2);
	});

	it('start afresh with another k; the walk on screen stays until the new one is there', async () => {
		const { walks } = fake();
		await walks.open(picture);
		walks.goTo(2);
		const changing = walks.choose({ k: 7 });
		expect(walks.shown?.k).toBe(3);
		expect(walks.walk('split')).toBeUndefined();
		await changing;
		expect(walks.shown?.k).toBe(7);
		expect(walks.iteration).toBe(0);
		expect(walks.rests('random')).toEqual([701]);
	});

	it('of an earlier choice do not overtake the latest', async () => {
		const { walks } = fake();
		await walks.open(picture);
		await Promise.all([walks.choose({ k: 4 }), walks.choose({ k: 5 })]);
		expect(walks.shown?.k).toBe(5);
		expect(restOf(walks.walk('corner')!)).toBe(501);
	});

	it('keep the last good one when the core has an error to tell', async () => {
		const { walks } = fake(({ k }) => {
			if (k === 4) throw new CoreError('no room');
		});
		await walks.open(picture);
		await walks.choose({ k: 4 });
		expect(walks.error).toBe('no room');
		expect(walks.shown?.k).toBe(3);
		await walks.choose({ k: 5 });
		expect(walks.error).toBeUndefined();
	});
});

describe('playing', () => {
	it('goes to the end, rests there, and starts again from the beginning', async () => {
		const { walks } = fake();
		walks.play();
		expect(walks.playing).toBe(false);
		await walks.open(picture);
		walks.play();
		walks.advance();
		expect([walks.iteration, walks.playing]).toEqual([1, true]);
		walks.advance();
		expect([walks.iteration, walks.playing]).toEqual([2, false]);
		walks.play();
		expect([walks.iteration, walks.playing]).toEqual([0, true]);
	});

	it('never leaves the walk', async () => {
		const { walks } = fake();
		await walks.open(picture);
		walks.goTo(-4);
		expect(walks.iteration).toBe(0);
		walks.goTo(99);
		expect(walks.iteration).toBe(2);
	});
});
