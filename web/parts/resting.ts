/** How far from the screen a block may be before it rests, in screens: farther than figures look ahead to wake. */
const margin = '100% 0%';

/**
 * For `{@attach resting}` on a column of blocks. While the reader works at a figure, the blocks far from the screen keep
 * their place and size, but the browser neither lays out nor paints what is in them: the figure under the hand need not
 * wait for all the rest. They can be found, linked to and read aloud as ever, and a block near the screen is free: what
 * reaches beyond it is seen. One with a note in the margin never rests: containment would give its note a number of its
 * own, and room below. When the reader leaves the figure all are as they were.
 */
export function resting(column: HTMLElement) {
	let width = 0;
	const observer = new IntersectionObserver(
		(entries) => {
			for (const { target, isIntersecting, boundingClientRect } of entries) {
				if (!(target instanceof HTMLElement)) continue;
				if (isIntersecting) wake(target);
				else if (boundingClientRect.height > 0) rest(target, boundingClientRect.height);
			}
		},
		{ rootMargin: margin }
	);
	// Another width makes other heights, which only blocks that are laid out have.
	const widths = new ResizeObserver(([entry]) => {
		if (entry!.contentRect.width === width) return;
		width = entry!.contentRect.width;
		observer.disconnect();
		for (const block of column.children) {
			if (block.querySelector('[role=note]')) continue;
			wake(block as HTMLElement);
			observer.observe(block);
		}
	});

	function begin({ target }: Event) {
		if (target instanceof Element && target.closest('figure')) widths.observe(column);
	}
	function end({ relatedTarget }: FocusEvent) {
		if (relatedTarget instanceof Element && column.contains(relatedTarget)) return;
		width = 0;
		widths.disconnect();
		observer.disconnect();
		for (const block of column.children) wake(block as HTMLElement);
	}
	column.addEventListener('focusin', begin);
	column.addEventListener('focusout', end);
	return () => {
		column.removeEventListener('focusin', begin);
		column.removeEventListener('focusout', end);
		widths.disconnect();
		observer.disconnect();
	};
}

function rest(block: HTMLElement, height: number): void {
	const { paddingTop, paddingBottom, borderTopWidth, borderBottomWidth } = getComputedStyle(block);
	const around = [paddingTop, paddingBottom, borderTopWidth, borderBottomWidth].map(parseFloat);
	const content = around.reduce((rest, part) => rest - part, height);
	block.style.containIntrinsicBlockSize = `${content}px`;
	block.style.contentVisibility = 'auto';
}

function wake({ style }: HTMLElement): void {
	style.containIntrinsicBlockSize = style.contentVisibility = '';
}
