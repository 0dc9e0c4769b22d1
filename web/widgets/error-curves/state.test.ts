import { expect, it } from 'vitest';
import type { CurvePoint, Engine, Picture } from '$engine/types';
import { ErrorCurve, sampled } from './state.svelte';

const dog = { handle: 1 } as Picture;
const cat = { handle: 2 } as Picture;

/** Gives a point whenever it is told to. */
function fakeEngine() {
	const asked: number[] = [];
	const waiting: (() => void)[] = [];
	const engine: Pick<Engine, 'curve'> = {
		async *curve(handle, ks, _options, signal) {
			for (const k of ks) {
				if (signal?.aborted) throw new DOMException('', 'AbortError');
				asked.push(k);
				await new Promise<void>((resolve) => waiting.push(resolve));
				yield { k, mse: handle * k } as CurvePoint;
			}
		}
	};
	const breathe = () => new Promise((done) => setTimeout(done));
	const answer = async (times = 1) => {
		for (let i = 0; i < times; i++) {
			waiting.shift()?.();
			await breathe();
		}
	};
	return { engine, asked, answer, breathe };
}

const ks = (curve: ErrorCurve) => curve.points.map(({ k }) => k);
const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

it('fills in until every sample is there, in ascending order all the while', async () => {
	const { engine, answer } = fakeEngine();
	const curve = new ErrorCurve(() => engine);
	void curve.trace(dog, 'srgb');
	expect(curve.busy).toBe(true);
	await answer(3);
	expect(ks(curve)).toEqual(ascending(sampled.slice(0, 3)));
	expect(curve.progress).toBeCloseTo(3 / sampled.length);
	await answer(sampled.length - 3);
	expect(ks(curve)).toEqual(ascending(sampled));
	expect(curve.busy).toBe(false);
	expect(curve.progress).toBe(1);
});

it('goes on where it was stopped', async () => {
	const { engine, asked, answer } = fakeEngine();
	const curve = new ErrorCurve(() => engine);
	void curve.trace(dog, 'srgb');
	await answer(4);
	curve.stop();
	expect(curve).toMatchObject({ busy: false, stopped: true });
	await answer();
	expect(curve.points).toHaveLength(4);
	void curve.resume();
	await answer(sampled.length);
	expect(ks(curve)).toEqual(ascending(sampled));
	expect(asked).toHaveLength(sampled.length + 1);
	expect(curve).toMatchObject({ busy: false, stopped: false, error: undefined });
});

it('starts anew for another picture, and takes nothing over from the last', async () => {
	const { engine, answer } = fakeEngine();
	const curve = new ErrorCurve(() => engine);
	void curve.trace(dog, 'srgb');
	await answer(3);
	void curve.trace(cat, 'srgb');
	expect(curve.points).toEqual([]);
	await answer(sampled.length + 1);
	expect(curve.points.every(({ k, mse }) => mse === 2 * k)).toBe(true);
	expect(curve.points).toHaveLength(sampled.length);
});

it('asks for nothing while a hand moves', async () => {
	const { engine, asked, answer } = fakeEngine();
	const curve = new ErrorCurve(() => engine);
	void curve.trace(dog, 'srgb');
	curve.hold(true);
	await answer(5);
	expect(asked).toHaveLength(1);
	curve.hold(false);
	await answer(5);
	expect(asked.length).toBeGreaterThan(3);
});

it('marks the reader’s k: at once where it is known, else once it has been computed', async () => {
	const { engine, answer } = fakeEngine();
	const curve = new ErrorCurve(() => engine);
	void curve.trace(dog, 'srgb');
	await answer(sampled.length);
	await curve.mark(16);
	expect(curve.marked?.k).toBe(16);
	const marking = curve.mark(37);
	expect(curve.marked?.k).toBe(16);
	await answer();
	await marking;
	expect(curve.marked?.k).toBe(37);
	expect(ks(curve)).toEqual(ascending([...sampled, 37]));
});
