import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Sweep, type Task } from './sweep.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function tasks(names: string, begun: string[] = []): { begun: string[]; list: Task<string>[] } {
	const list = [...names].map((key) => ({
		key,
		work: async () => {
			begun.push(key);
			await new Promise((resolve) => setTimeout(resolve, 10));
			if (key === '!') throw new Error('no');
			return key.toUpperCase();
		}
	}));
	return { begun, list };
}

it('begins once the hand rests, and works nothing out twice', async () => {
	const sweep = new Sweep<string>(100);
	const { begun, list } = tasks('ab');
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(90);
	expect(begun).toEqual([]);
	await vi.advanceTimersByTimeAsync(60);
	expect(sweep.results).toEqual({ a: 'A', b: 'B' });
	sweep.begin(tasks('bc', begun).list);
	expect(sweep).toMatchObject({ done: 1, count: 2 });
	await vi.advanceTimersByTimeAsync(200);
	expect(begun).toEqual(['a', 'b', 'c']);
	expect(sweep).toMatchObject({ done: 2, busy: false });
});

it('drops what is no longer asked for', async () => {
	const sweep = new Sweep<string>(0);
	const { begun, list } = tasks('abc');
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(5);
	sweep.begin(tasks('xy', begun).list);
	await vi.advanceTimersByTimeAsync(100);
	expect(begun).toEqual(['a', 'x', 'y']);
	expect(Object.keys(sweep.results)).toEqual(['x', 'y']);
});

it('can be stopped, stays so while other things are asked, and goes on where it was', async () => {
	const sweep = new Sweep<string>(0);
	const { begun, list } = tasks('abc');
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(15);
	sweep.stop();
	await vi.advanceTimersByTimeAsync(100);
	expect(sweep).toMatchObject({ stopped: true, busy: false, done: 1 });
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(100);
	expect(begun).toEqual(['a', 'b']);
	sweep.resume();
	await vi.advanceTimersByTimeAsync(100);
	expect(begun).toEqual(['a', 'b', 'b', 'c']);
	expect(sweep).toMatchObject({ stopped: false, done: 3 });
});

it('goes on past what fails, and remembers that it did', async () => {
	const sweep = new Sweep<string>(0);
	const { begun, list } = tasks('!b');
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(100);
	expect(sweep.results['!']).toBeNull();
	expect(sweep.results.b).toBe('B');
	sweep.begin(list);
	await vi.advanceTimersByTimeAsync(100);
	expect(begun).toEqual(['!', 'b']);
});
