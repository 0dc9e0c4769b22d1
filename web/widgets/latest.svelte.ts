import { isAbort } from '$engine/queue';

/** Questions of which only the latest counts. What its figure shows stays until that one is answered. */
export class Latest {
	busy = $state(false);
	/** Why the latest question has no answer. */
	error = $state<string>();

	#turn = 0;

	/** `isCurrent` tells the work whether another question has come after it. */
	async ask(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
		const turn = ++this.#turn;
		const isCurrent = () => turn === this.#turn;
		this.busy = true;
		try {
			await work(isCurrent);
			if (isCurrent()) this.error = undefined;
		} catch (error) {
			if (isCurrent() && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (isCurrent()) this.busy = false;
		}
	}
}
