/** Elements that want to know whether they are near the screen, one observer for all of them. */
const told = new Map<Element, (near: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** For `{@attach near(…)}`: called with true when the element comes within half a screen of being seen, false when it goes. */
export function near(tell: (near: boolean) => void) {
	return (element: Element) => {
		observer ??= new IntersectionObserver(
			(entries) => {
				for (const { target, isIntersecting } of entries) told.get(target)?.(isIntersecting);
			},
			{ rootMargin: '50% 0%' }
		);
		told.set(element, tell);
		observer.observe(element);
		return () => {
			told.delete(element);
			observer?.unobserve(element);
		};
	};
}

/** For `{@attach onceNear(…)}`: called the first time that the element comes near. */
export function onceNear(tell: () => void) {
	let wasNear = false;
	return near((isNear) => {
		if (isNear && !wasNear) tell();
		wasNear ||= isNear;
	});
}
