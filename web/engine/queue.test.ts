import { expect, it } from 'vitest';
import { CallQueue, isAbort } from './queue';

/** Work that ends when told to. */
function held<T>(value: T) {
	let finish!: () => void;
	let started = false;
	const ended = new Promise<void>((resolve) => (finish = resolve));
	const work = async () => {
		started = true;
		await ended;
		return value;
	};
	return { work, finish, started: () => started };
}

const outcome = (promise: Promise<unknown>) =>
	promise.then(
		(value) => value,
		(error: unknown) => (isAbort(error) ? 'aborted' : error)
	);

it('keeps one call in flight and, of those that wait in a channel, the latest', async () => {
	const queue = new CallQueue();
	const [first, second, third] = [held(1), held(2), held(3)];
	const results = [first, second, third].map(({ work }) => outcome(queue.run(work, { channel: 'k' })));
	expect([first.started(), second.started(), third.started()]).toEqual([true, false, false]);
	first.finish();
	third.finish();
	expect(await Promise.all(results)).toEqual([1, 'aborted', 3]);
	expect(second.started()).toBe(false);
});

it('drops nothing of another channel, or without one', async () => {
	const queue = new CallQueue();
	const calls = [held('a'), held('b'), held('c'), held('d')];
	const channels = ['x', 'y', undefined, undefined];
	const results = calls.map(({ work }, i) => outcome(queue.run(work, { channel: channels[i] })));
	for (const { finish } of calls) finish();
	expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
});

it('lets background calls wait for all others', async () => {
	const queue = new CallQueue();
	const order: string[] = [];
	const call = (name: string, background: boolean) =>
		queue.run(async () => void order.push(name), { background });
	await Promise.all([call('now', false), call('behind', true), call('next', false), call('last', true)]);
	expect(order).toEqual(['now', 'next', 'behind', 'last']);
});

it('rejects what is cancelled while it waits, and goes on after a failure', async () => {
	const queue = new CallQueue();
	const running = held('ran');
	const abort = new AbortController();
	const results = [
		outcome(queue.run(running.work)),
		outcome(queue.run(async () => 'never', { signal: abort.signal })),
		outcome(queue.run(() => Promise.reject(new Error('broken')))),
		outcome(queue.run(async () => 'after'))
	];
	abort.abort();
	running.finish();
	const [ran, never, broken, after] = await Promise.all(results);
	expect([ran, never, after]).toEqual(['ran', 'aborted', 'after']);
	expect(broken).toBeInstanceOf(Error);
	expect(await outcome(queue.run(async () => 1, { signal: abort.signal }))).toBe('aborted');
});
