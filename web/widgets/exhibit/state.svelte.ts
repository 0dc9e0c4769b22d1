import { createContext } from 'svelte';
import dogUrl from '$assets/dog.jpg?url';
import { getEngine, isAbort } from '$engine/client';
import type { Engine, Picture } from '$engine/types';

/**
 * The picture that the figures of one page look at together, and the reader's k. The dog until the reader brings a
 * picture of their own; if that one cannot be opened, the last good one stays.
 */
export class Exhibit {
	/** Undefined until the core has opened the first picture. */
	picture = $state.raw<Picture>();
	/** Whether it is the reader's own. */
	own = $state(false);
	/** What went wrong with the last picture that was brought. */
	error = $state<string>();
	opening = $state(false);
	/** The palette size that the reader has set; figures with a fixed k ignore it. */
	k = $state(16);

	#started = false;
	#cancel: AbortController | undefined;

	/** In the browser only. */
	get engine(): Engine {
		return getEngine();
	}

	/** Opens the dog, once; figures call it when they come near the screen. */
	start(): void {
		if (this.#started) return;
		this.#started = true;
		void this.#openDog();
	}

	open(source: Blob): Promise<void> {
		this.#started = true;
		return this.#show(() => Promise.resolve(source), true);
	}

	reset(): Promise<void> {
		return this.#openDog();
	}

	dismissError(): void {
		this.error = undefined;
	}

	#openDog(): Promise<void> {
		return this.#show(async (signal) => {
			const response = await fetch(dogUrl, { signal });
			if (!response.ok)
				throw new Error('the picture of the dog could not be fetched; try to reload the page');
			return response.blob();
		}, false);
	}

	async #show(fetchSource: (signal: AbortSignal) => Promise<Blob>, own: boolean): Promise<void> {
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
			if (last) this.engine.release(last.handle);
		} catch (error) {
			if (!signal.aborted && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (!signal.aborted) this.opening = false;
		}
	}
}

/** An article provides one exhibit for all its figures; a widget that stands alone makes its own. */
export const [exhibit, provideExhibit] = createContext<Exhibit>();
