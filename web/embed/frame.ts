/** For the pages that stand in an iframe: the address sets the attributes, and the parent is told how high they are. */
import { elements } from './roundoff';

for (const { tag, observedAttributes } of elements) {
	for (const element of document.querySelectorAll(tag))
		for (const [name, value] of new URLSearchParams(location.search))
			if (name === 'theme' || observedAttributes.includes(name)) element.setAttribute(name, value);
}

/** A height is no secret, and a page cannot know who has put it in a frame. */
const tell = () => parent.postMessage({ type: 'roundoff-height', height: document.body.offsetHeight }, '*');

if (parent !== window) new ResizeObserver(tell).observe(document.body);
