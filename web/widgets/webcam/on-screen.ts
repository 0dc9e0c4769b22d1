/**
 * For `{@attach onScreen(…)}`: called with true when any of the figure that the element stands in comes into view, false
 * when the last of it goes.
 */
export function onScreen(tell: (seen: boolean) => void) {
	return (element: Element) => {
		const observer = new IntersectionObserver((entries) => tell(entries.at(-1)!.isIntersecting));
		observer.observe(element.closest('figure') ?? element);
		return () => observer.disconnect();
	};
}
