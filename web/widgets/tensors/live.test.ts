import { expect, it } from 'vitest';
import { Live } from './live.svelte';

function slow() {
	const begun: string[] = [];
	const waiting: { resolve: (answer: string) => void; reject: (error: unknown) => void }[] = [];
	const live = new Live<string, string>((question) => {
		begun.push(question);
		return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
	});
	const next = async (tell: (waiter: (typeof waiting)[number]) => void) => {
		tell(waiting.shift()!);
		await new Promise((done) => setTimeout(done));
	};
	return { live, begun, next };
}

it('answers what it has begun, then only the latest', async () => {
	const { live, begun, next } = slow();
	const done = live.ask('a');
	void live.ask('b');
	void live.ask('c');
	await next(({ resolve }) => resolve('A'));
	expect(live.shown).toBe('A');
	expect(live.busy).toBe(true);
	await next(({ resolve }) => resolve('C'));
	await done;
	expect(begun).toEqual(['a', 'c']);
	expect(live).toMatchObject({ shown: 'C', busy: false });
});

it('keeps what is shown when a question fails, and forgets the failure with the next answer', async () => {
	const { live, next } = slow();
	void live.ask('a');
	await next(({ resolve }) => resolve('A'));
	void live.ask('b');
	await next(({ reject }) => reject(new Error('no such range')));
	expect(live).toMatchObject({ shown: 'A', error: 'no such range', busy: false });
	void live.ask('c');
	await next(({ resolve }) => resolve('C'));
	expect(live).toMatchObject({ shown: 'C', error: undefined });
});

it('says nothing of a failure that a later question has overtaken, nor of a call that was cancelled', async () => {
	const { live, next } = slow();
	void live.ask('a');
	void live.ask('b');
	await next(({ reject }) => reject(new Error('gone')));
	await next(({ reject }) => reject(new DOMException('', 'AbortError')));
	expect(live).toMatchObject({ shown: undefined, error: undefined, busy: false });
});
