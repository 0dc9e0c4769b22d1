import { isAbort } from '$engine/queue';
import { expectAnswer, patience } from '$parts/one-frame.svelte';

/**
 * Questions that may come faster than answers, as from a drag. Each one that is begun is answered in full, so that the
 * figure moves with the hand; of those that come meanwhile only the latest is begun next.
 */
export class Live<Question, Answer> {
	/** The last answer; it stays when a later question fails. */
	shown = $state.raw<Answer>();
	/** Why the latest question has no answer. */
	error = $state<string>();
	busy = $state(false);

	readonly #answer: (question: Question) => Promise<Answer>;
	#next: { question: Question } | undefined;
	#running: Promise<void> | undefined;
	/** Whether the last answer came soon enough for a control to wait for it. */
	#isQuick = true;

	constructor(answer: (question: Question) => Promise<Answer>) {
		this.#answer = answer;
	}

	/** Resolves when nothing waits any more. */
	ask(question: Question): Promise<void> {
		this.#next = { question };
		return (this.#running ??= this.#run());
	}

	async #run(): Promise<void> {
		this.busy = true;
		while (this.#next) {
			const { question } = this.#next;
			this.#next = undefined;
			const began = performance.now();
			const come = this.#isQuick ? expectAnswer() : undefined;
			try {
				const answer = await this.#answer(question);
				come?.();
				this.shown = answer;
				this.error = undefined;
			} catch (error) {
				come?.();
				// A tensor may have been replaced meanwhile; then another question waits.
				if (!this.#next && !isAbort(error))
					this.error = error instanceof Error ? error.message : String(error);
			}
			this.#isQuick = performance.now() - began < patience;
		}
		this.busy = false;
		this.#running = undefined;
	}
}
