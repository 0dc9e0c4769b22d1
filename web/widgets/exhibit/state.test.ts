import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Engine, Picture } from '$engine/types';
import { Exhibit } from './state.svelte';

vi.mock('./dog', () => ({ dog: { url: '/dog.jpg', name: 'dog', width: 4, height: 3 } }));

const released: number[] = [];

/** Opens what is named `good…`; each picture's handle is the length of its bytes. */
const engine = {
	load: async (source: Blob) => {
		const text = await source.text();
		if (!text.startsWith('good')) throw new Error('not a picture');
		return { handle: text.length } as Picture;
	},
	release: (handle: number) => void released.push(handle)
} as Engine;

beforeEach(() => {
	released.length = 0;
	vi.stubGlobal('fetch', async () => new Response('good dog'));
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

it('replaces the dog by a picture of the reader, and back', async () => {
	const exhibit = new Exhibit(() => engine);
	await exhibit.reset();
	expect(exhibit.picture?.handle).toBe(8);
	await exhibit.open(new Blob(['good cat!']), { name: 'my.cat.png' });
	expect(exhibit).toMatchObject({ own: true, name: 'my.cat', picture: { handle: 9 } });
	expect(released).toEqual([8]);
	await exhibit.reset();
	expect(exhibit).toMatchObject({ own: false, name: 'dog', picture: { handle: 8 } });
	expect(released).toEqual([8, 9]);
});

it('keeps the last good picture, and tells the figure that was handed the bad one', async () => {
	const exhibit = new Exhibit(() => engine);
	await exhibit.reset();
	await exhibit.open(new Blob(['bad']), { name: 'text.txt', figure: 'here' });
	expect(exhibit).toMatchObject({ own: false, name: 'dog', opening: false, picture: { handle: 8 } });
	expect(exhibit.errorFor('here')).toBe('not a picture');
	expect(exhibit.errorFor('there')).toBeUndefined();
	await exhibit.open(new Blob(['good']), { figure: 'there' });
	expect(exhibit.errorFor('here')).toBeUndefined();
});

it('shows the picture that was brought last, whichever is opened first', async () => {
	const exhibit = new Exhibit(() => engine);
	const slow = new Blob(['good but slow']);
	let deliver = (_: string) => {};
	slow.text = () => new Promise((resolve) => (deliver = resolve));
	const first = exhibit.open(slow);
	await exhibit.open(new Blob(['good']));
	deliver('good but slow');
	await first;
	expect(exhibit.picture?.handle).toBe(4);
	expect(released).toEqual([13]);
});

it('says so when the dog cannot be fetched', async () => {
	vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
	const exhibit = new Exhibit(() => engine);
	await exhibit.reset('here');
	expect(exhibit.errorFor('here')).toMatch(/could not be fetched/);
	expect(exhibit.opening).toBe(false);
});

it('frees its picture when the page is left, also one that is still on its way', async () => {
	const exhibit = new Exhibit(() => engine);
	await exhibit.reset();
	const late = exhibit.open(new Blob(['good but late']));
	exhibit.close();
	await late;
	expect(exhibit.picture).toBeUndefined();
	expect(released).toEqual([8, 13]);
});

it('rests after a hand has been still for a while, or soon after it has let go', () => {
	vi.useFakeTimers();
	const exhibit = new Exhibit(() => engine);
	exhibit.move({ k: 5 });
	vi.advanceTimersByTime(200);
	exhibit.move({ k: 6 });
	vi.advanceTimersByTime(200);
	expect(exhibit).toMatchObject({ k: 6, moving: true, held: true });
	vi.advanceTimersByTime(100);
	expect(exhibit).toMatchObject({ moving: false, held: true });
	exhibit.move({ space: 'oklab' });
	exhibit.release();
	expect(exhibit).toMatchObject({ k: 6, space: 'oklab', moving: true, held: false });
	vi.advanceTimersByTime(150);
	expect(exhibit.moving).toBe(false);
});
