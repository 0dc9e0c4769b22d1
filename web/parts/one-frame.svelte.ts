/**
 * A move of a control and the picture that answers it, drawn in one frame. Drawn apart, each move would cost the browser
 * two frames, and the answer would wait for the first of them to be done.
 */

/** Milliseconds that controls wait for an answer: less than a frame at 60 Hz. */
export const patience = 14;

let isHeld = $state(false);
let timer: ReturnType<typeof setTimeout> | undefined;

function release(): void {
	clearTimeout(timer);
	timer = undefined;
	isHeld = false;
}

/** Says that an answer is on its way; what it returns says that it has come, or will not. */
export function expectAnswer(): () => void {
	isHeld = true;
	timer ??= setTimeout(release, patience);
	return release;
}

/** A value as a control shows it: at once, or together with an answer that is expected. */
export function shownWithAnswer<Value>(value: () => Value): () => Value {
	let last = value();
	const shown = $derived.by(() => {
		if (!isHeld) last = value();
		return last;
	});
	return () => shown;
}
