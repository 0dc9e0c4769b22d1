/**
 * A move of a control and the picture that answers it, drawn in one frame. Drawn apart, each move would cost the browser
 * two frames, and the answer would wait for the first of them to be done.
 */
import { untrack } from 'svelte';

/** Milliseconds that a control waits for the answer to its move: less than a frame at 60 Hz. */
export const patience = 14;

let expected = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const held = new Set<() => void>();

function release(): void {
	clearTimeout(timer);
	timer = undefined;
	for (const show of held) show();
	held.clear();
}

/** Says that an answer is on its way; what it returns says that it has come, or will not. */
export function expectAnswer(): () => void {
	expected++;
	return () => {
		expected--;
		release();
	};
}

/** A value as a control shows it: at once, or together with the answer to it where one is expected. Call it while the component is made. */
export function shownWithAnswer<Value>(value: () => Value): { readonly value: Value } {
	let shown = $state.raw(untrack(value));
	$effect(() => {
		const next = value();
		if (next === untrack(() => shown)) return;
		const show = () => void (shown = next);
		if (!expected) return show();
		held.add(show);
		timer ??= setTimeout(release, patience);
		return () => void held.delete(show);
	});
	return {
		get value() {
			return shown;
		}
	};
}
