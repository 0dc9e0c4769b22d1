import { isAbort } from '$engine/queue';

/** One thing to work out, and the key by which its result is known again. */
export interface Task<Result> {
	key: string;
	work: (signal: AbortSignal) => Promise<Result>;
}

/**
 * Many results, one after another in the background: begun when the hand has rested, dropped when it moves on, and never
 * worked out twice. The reader may stop it, and go on.
 */
export class Sweep<Result> {
	/** By key; null where it failed: that stays so. */
	results = $state.raw<Readonly<Record<string, Result | null>>>({});
	busy = $state(false);
	stopped = $state(false);
	/** How many of the tasks at hand are done. */
	done = $state(0);
	count = $state(0);

	readonly #rest: number;
	readonly #onrest: () => void;
	#tasks: readonly Task<Result>[] = [];
	#cancel: AbortController | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** Milliseconds that the hand must rest, and what is told when it has. */
	constructor(rest: number, onrest = () => {}) {
		this.#rest = rest;
		this.#onrest = onrest;
	}

	/** These tasks and no others, from now on. */
	begin(tasks: readonly Task<Result>[]): void {
		this.#halt();
		this.#tasks = tasks;
		this.count = tasks.length;
		this.done = tasks.filter(({ key }) => key in this.results).length;
		if (this.stopped) return;
		this.#timer = setTimeout(() => {
			this.#onrest();
			void this.#run();
		}, this.#rest);
	}

	stop(): void {
		this.#halt();
		this.stopped = true;
	}

	/** Resolves when all is done, or dropped. */
	resume(): Promise<void> {
		this.#halt();
		this.stopped = false;
		return this.#run();
	}

	/** Forgets everything: the results are of something else now. */
	clear(): void {
		this.#halt();
		this.#tasks = [];
		this.results = {};
		this.count = this.done = 0;
		this.stopped = false;
	}

	#halt(): void {
		clearTimeout(this.#timer);
		this.#cancel?.abort();
		this.busy = false;
	}

	async #run(): Promise<void> {
		const { signal } = (this.#cancel = new AbortController());
		this.busy = this.done < this.count;
		for (const { key, work } of this.#tasks) {
			if (key in this.results) continue;
			let result: Result | null = null;
			try {
				result = await work(signal);
			} catch (error) {
				if (signal.aborted || isAbort(error)) return;
			}
			if (signal.aborted) return;
			this.results = { ...this.results, [key]: result };
			this.done++;
		}
		this.busy = false;
	}
}
