/** Results that are kept by what was asked, least recently used first; those that go are deleted in the core. */
export class KeptResults<Result extends { delete(): void }> {
	readonly #kept = new Map<string, Result>();
	readonly #most: number;

	constructor(most: number) {
		this.#most = most;
	}

	/** The result of `question`, made if none is kept; what `make` throws is passed on. */
	get(question: string, make: () => Result): Result {
		const result = this.#kept.get(question) ?? make();
		this.#kept.delete(question);
		this.#kept.set(question, result);
		this.#keepLast(this.#most);
		return result;
	}

	clear(): void {
		this.#keepLast(0);
	}

	#keepLast(count: number): void {
		for (const [question, result] of this.#kept) {
			if (this.#kept.size <= count) return;
			this.#kept.delete(question);
			result.delete();
		}
	}
}
