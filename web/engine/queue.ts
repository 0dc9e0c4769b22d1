/**
 * Calls to the worker, one at a time, in the order they came. Of the calls that wait in one channel only the latest is
 * kept, so a slider may ask as fast as the hand moves; background calls (a chart's many points) wait until nothing else
 * does.
 */

const abortError = () => new DOMException('a later call took its place, or it was cancelled', 'AbortError');

export const isAbort = (error: unknown): boolean =>
	error instanceof DOMException && error.name === 'AbortError';

export interface Turn {
	channel?: string | undefined;
	background?: boolean;
	signal?: AbortSignal | undefined;
}

interface Waiting {
	channel: string | undefined;
	background: boolean;
	start: () => Promise<void>;
	drop: () => void;
}

export class CallQueue {
	#waiting: Waiting[] = [];
	#busy = false;

	run<T>(work: () => Promise<T>, { channel, background = false, signal }: Turn = {}): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (signal?.aborted) return reject(abortError());
			const entry: Waiting = {
				channel,
				background,
				start: () => work().then(resolve, reject),
				drop: () => {
					// What has begun is answered: a picture that was loaded must reach who can release it.
					if (!this.#waiting.includes(entry)) return;
					this.#waiting = this.#waiting.filter((other) => other !== entry);
					reject(abortError());
				}
			};
			signal?.addEventListener('abort', entry.drop, { once: true });
			if (channel !== undefined) this.#waiting.find((other) => other.channel === channel)?.drop();
			this.#waiting.push(entry);
			this.#next();
		});
	}

	#next(): void {
		if (this.#busy) return;
		const index = this.#waiting.findIndex((entry) => !entry.background);
		const [entry] = this.#waiting.splice(Math.max(0, index), 1);
		if (!entry) return;
		this.#busy = true;
		void entry.start().finally(() => {
			this.#busy = false;
			this.#next();
		});
	}
}
