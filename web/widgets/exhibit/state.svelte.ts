import { createContext } from 'svelte';
import { getEngine, isAbort } from '$engine/client';
import type { ColorSpace, Engine, Picture } from '$engine/types';
import { dog } from './dog';
import { fetchPicture } from './fetch-picture';
import type { FirstPicture } from './first-picture';

/**
 * Milliseconds without a change after which the hand counts as resting: held still, or let go. Letting go is not
 * resting at once, since whoever taps an arrow key lets go between any two taps. A full result takes long enough that
 * one asked for too early would be in the way of the next draft.
 */
const restAfter = { held: 250, released: 100 };

/**
 * The picture that the figures of one page look at together, and how many colours the reader gives it. The first one,
 * mostly the dog, until the reader brings a picture of their own; if that one cannot be opened, the last good one stays.
 */
export class Exhibit {
	first = $state.raw<FirstPicture>(dog);
	/** Undefined until the core has opened the first picture. */
	picture = $state.raw<Picture>();
	/** Whether it is the reader's own. */
	own = $state(false);
	/** What the picture is called, for file names. */
	name = $state<string>(dog.name);
	/** What went wrong with the last picture that was brought. */
	error = $state<string>();
	opening = $state(false);
	/** The palette size that the reader has set; figures with a fixed k ignore it. */
	k = $state(16);
	space = $state<ColorSpace>('srgb');
	/** True while a hand changes k or the space: drafts will do. */
	moving = $state(false);
	/** True until that hand lets go, even while it rests. */
	held = $state(false);
	/** Whether a hand ever has: the page's address and its voice follow from then on. */
	touched = $state(false);

	readonly #engine: () => Engine;
	#started = false;
	#cancel: AbortController | undefined;
	#openingFor: string | undefined;
	#resting: ReturnType<typeof setTimeout> | undefined;

	/** The engine is asked for in the browser only. */
	constructor(engine: () => Engine = getEngine) {
		this.#engine = engine;
	}

	get engine(): Engine {
		return this.#engine();
	}

	/** Opens the first picture, once; figures call it when they come near the screen. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		void this.#openFirst();
	}

	/** `figure` is the one that was handed the picture: what goes wrong is told there. */
	open(source: Blob, { name = 'picture', figure }: { name?: string; figure?: string } = {}): Promise<void> {
		this.#started = true;
		this.#openingFor = figure;
		return this.#show(() => Promise.resolve(source), true, name.replace(/\.[^.]*$/, '') || 'picture');
	}

	reset(figure?: string): Promise<void> {
		this.#openingFor = figure;
		return this.#openFirst();
	}

	/** Takes another picture to begin with; a reader's own one stays before it. */
	begin(first: FirstPicture): void {
		const same = first.url === this.first.url;
		this.first = first;
		if (this.#started && !this.own && !same) void this.#openFirst();
	}

	/** When the page is left: nothing is computed for it any more, and its picture is freed. */
	close(): void {
		this.#cancel?.abort();
		clearTimeout(this.#resting);
		if (this.picture) this.engine.release(this.picture.handle);
		this.picture = undefined;
	}

	/** For what was brought but is no file at all. */
	reject(message: string, figure?: string): void {
		this.#openingFor = figure;
		this.error = message;
	}

	/** The error, for the figure that has to tell it. */
	errorFor(figure: string): string | undefined {
		return this.error && (this.#openingFor ?? figure) === figure ? this.error : undefined;
	}

	dismissError(): void {
		this.error = undefined;
	}

	/** A hand changes something; the figures answer with drafts until it rests. */
	move(change: { k?: number; space?: ColorSpace }): void {
		if (change.k !== undefined) this.k = change.k;
		if (change.space !== undefined) this.space = change.space;
		this.moving = true;
		this.held = true;
		this.touched = true;
		this.#restAfter(restAfter.held);
	}

	/** The hand has let go. */
	release(): void {
		this.held = false;
		this.#restAfter(restAfter.released);
	}

	#restAfter(milliseconds: number): void {
		clearTimeout(this.#resting);
		this.#resting = setTimeout(() => (this.moving = false), milliseconds);
	}

	#openFirst(): Promise<void> {
		const { url, name } = this.first;
		return this.#show((signal) => fetchPicture(url, signal), false, name);
	}

	async #show(
		fetchSource: (signal: AbortSignal) => Promise<Blob>,
		own: boolean,
		name: string
	): Promise<void> {
		this.#cancel?.abort();
		const { signal } = (this.#cancel = new AbortController());
		this.opening = true;
		this.error = undefined;
		try {
			const opened = await this.engine.load(await fetchSource(signal), signal);
			if (signal.aborted) return this.engine.release(opened.handle);
			const last = this.picture;
			this.picture = opened;
			this.own = own;
			this.name = name;
			if (last) this.engine.release(last.handle);
		} catch (error) {
			if (signal.aborted || isAbort(error)) return;
			this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (!signal.aborted) this.opening = false;
		}
	}
}

/** An article provides one exhibit for all its figures. */
export const [exhibit, provideExhibit, hasExhibit] = createContext<Exhibit>();

/** The page's exhibit, or one of its own for a widget that stands alone. */
export const useExhibit = (): Exhibit => (hasExhibit() ? exhibit() : new Exhibit());
