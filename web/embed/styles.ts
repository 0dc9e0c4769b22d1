/**
 * Style sheets for shadow roots: one copy of each for all elements of a page. Constructed ones need no leave from the
 * post's Content Security Policy, which may forbid style elements.
 */
import base from '../styles/base.css?inline';
import tokens from '../styles/tokens.css?inline';
import frame from './frame.css?inline';

const sheets: CSSStyleSheet[] = [];
const roots = new Set<ShadowRoot>();

/** For every element that is there or will be; a component's module calls it when it loads. */
export function addStyles(css: string): void {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(css);
	sheets.push(sheet);
	for (const root of roots) root.adoptedStyleSheets.push(sheet);
}

export function adoptStyles(root: ShadowRoot): void {
	root.adoptedStyleSheets = sheets;
	roots.add(root);
}

/** For an element that has left the page. */
export function dropStyles(root: ShadowRoot): void {
	roots.delete(root);
}

for (const css of [tokens, base, frame]) addStyles(css);

// A length that is worked out where it is declared: the post's text size at the element, not deeper inside it.
try {
	CSS.registerProperty({
		name: '--roundoff-rem',
		syntax: '<length>',
		inherits: true,
		initialValue: '16px'
	});
} catch {
	// Another copy of this script has done so.
}
