/**
 * Puts a popover beside what opened it, inside the window. Without JavaScript the popover still opens, at the
 * bottom of the window, where its style sheet places it.
 */
const gap = 6;
const edge = 8;

export function placeBeside(trigger: Element, popover: HTMLElement): void {
	const at = trigger.getBoundingClientRect();
	const { width, height } = popover.getBoundingClientRect();
	const root = document.documentElement;
	const left = Math.min(
		Math.max(edge, at.left + at.width / 2 - width / 2),
		root.clientWidth - width - edge
	);
	const below = at.bottom + gap;
	const fits = below + height + edge <= root.clientHeight || at.top < height + gap + edge;
	popover.style.setProperty('inset', `${fits ? below : at.top - gap - height}px auto auto ${left}px`);
}

/**
 * A tip that opens on hover, focus or tap of its trigger and closes when all of them have gone.
 * For `{@attach hoverTip(() => popover)}` on a button whose `popovertarget` is that popover.
 */
export function hoverTip(popoverOf: () => HTMLElement | undefined) {
	return (trigger: HTMLElement) => {
		let timer: ReturnType<typeof setTimeout>;
		const popover = popoverOf();
		if (!popover) return;
		const open = () => {
			clearTimeout(timer);
			if (!popover.matches(':popover-open')) popover.showPopover();
		};
		const close = () => {
			clearTimeout(timer);
			// Long enough for the pointer to travel into the tip, whose text may be selected.
			timer = setTimeout(() => {
				if (!trigger.matches(':hover') && !popover.matches(':hover')) popover.hidePopover();
			}, 160);
		};
		const enter = (event: PointerEvent) => event.pointerType === 'mouse' && open();
		const focus = () => trigger.matches(':focus-visible') && open();
		const place = () => popover.matches(':popover-open') && placeBeside(trigger, popover);

		trigger.addEventListener('pointerenter', enter);
		trigger.addEventListener('pointerleave', close);
		popover.addEventListener('pointerleave', close);
		trigger.addEventListener('focus', focus);
		trigger.addEventListener('blur', close);
		popover.addEventListener('toggle', place);
		return () => {
			clearTimeout(timer);
			trigger.removeEventListener('pointerenter', enter);
			trigger.removeEventListener('pointerleave', close);
			popover.removeEventListener('pointerleave', close);
			trigger.removeEventListener('focus', focus);
			trigger.removeEventListener('blur', close);
			popover.removeEventListener('toggle', place);
		};
	};
}
