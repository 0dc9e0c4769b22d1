import { expect, it } from 'vitest';
import { Latest } from './latest.svelte';

const abort = () => new DOMException('', 'AbortError');

it('is busy until the latest question is answered, and tells the earlier ones that they are not', async () => {
	const latest = new Latest();
	const doors: (() => void)[] = [];
	const seen: boolean[] = [];
	const ask = () =>
		latest.ask(async (isCurrent) => {
			await new Promise<void>((open) => doors.push(open));
			seen.push(isCurrent());
		});
	const [first, second] = [ask(), ask()];
	doors[0]!();
	await first;
	expect(latest.busy).toBe(true);
	doors[1]!();
	await second;
	expect(latest.busy).toBe(false);
	expect(seen).toEqual([false, true]);
});

it('tells what went wrong until something goes well, and nothing of calls that gave way', async () => {
	const latest = new Latest();
	await latest.ask(() => Promise.reject(new Error('no such format')));
	expect(latest.error).toBe('no such format');
	await latest.ask(() => Promise.reject(abort()));
	expect(latest.error).toBe('no such format');
	await latest.ask(async () => {});
	expect(latest.error).toBeUndefined();
});
