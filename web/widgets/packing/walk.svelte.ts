/** A walk through steps, by hand or by itself; at its end until somebody begins it. */
export class Walk {
	playing = $state(false);
	readonly #last: () => number;
	/** Undefined at the end, wherever that comes to be. */
	#at = $state<number>();

	constructor(last: () => number) {
		this.#last = last;
	}

	get last(): number {
		return this.#last();
	}

	get at(): number {
		return Math.min(this.#at ?? this.last, this.last);
	}

	/** From the start where it is at its end. */
	play(): void {
		if (this.at === this.last) this.#at = 0;
		this.playing = true;
	}

	/** One step, and rest after the last. */
	advance(): void {
		this.#at = this.at + 1;
		if (this.at === this.last) this.playing = false;
	}

	/** By hand. */
	go(to: number): void {
		this.playing = false;
		this.#at = Math.min(this.last, Math.max(0, to));
	}

	/** What is walked through is another. */
	finish(): void {
		this.playing = false;
		this.#at = undefined;
	}
}
