/**
 * The site's style sheets, made fit for a shadow root in a page of which nothing is known: its root's font size, its
 * width and its colours are the post's own.
 */
import type { AcceptedPlugin, AtRule, Declaration, Rule } from 'postcss';
import type { Plugin } from 'vite';

const widthOnly = /^\(\s*(min|max)-width\s*:[^()]+\)$/;
const inPixels = (text: string) =>
	text.replace(/(\d*\.?\d+)rem\b/g, (_, count: string) => `${Number(count) * 16}px`);
const inTextSizes = (text: string) => text.replace(/(-?\d*\.?\d+)rem\b/g, 'calc($1 * var(--rem))');

/** Of the page's own elements nothing is left but `:root`, whose tokens go to the element. */
function hosted(rule: Rule): void {
	const selectors = rule.selectors.filter((selector) => !/^(html|body|\.page)\b|:root[:[]/.test(selector));
	if (!selectors.length) return void rule.remove();
	rule.selectors = selectors.map((selector) => selector.replace(':root', ':host'));
	if (!rule.selectors.includes(':host')) return;
	// The post's word on light and dark counts, and its own values of our tokens.
	rule.walkDecls(/^(color-scheme|--font-(ui|prose))$/, (declaration) => void declaration.remove());
	rule.walkDecls(/^--/, (declaration) => {
		declaration.value = `var(--roundoff-${declaration.prop.slice(2)}, ${declaration.value})`;
	});
}

/**
 * The post's typeface is whatever its text has, now and later: there is no name for it to be kept in, only to inherit it.
 * In the shorthand no family can be `inherit`, so that one stands there which the next declaration overrides.
 */
function inPostFont(declaration: Declaration): void {
	const ofPost = /var\(--font-(ui|prose)\)/;
	if (!/^font(-family)?$/.test(declaration.prop) || !ofPost.test(declaration.value)) return;
	const family = 'var(--roundoff-font-ui, inherit)';
	if (declaration.prop === 'font') declaration.cloneAfter({ prop: 'font-family', value: family });
	declaration.value = declaration.value.replace(ofPost, declaration.prop === 'font' ? 'serif' : family);
}

/** A widget is as wide as its place in the post, whatever the window's width. */
function contained(atRule: AtRule): void {
	if (atRule.name === 'media' && widthOnly.test(atRule.params)) {
		atRule.name = 'container';
		atRule.params = `roundoff ${atRule.params}`;
	}
	atRule.params = inPixels(atRule.params);
}

export const shadowPostcss: AcceptedPlugin = {
	postcssPlugin: 'roundoff-shadow',
	Once(root) {
		root.walkRules(hosted);
		root.walkAtRules(/^(media|container)$/, contained);
		root.walkDecls((declaration) => {
			declaration.value = inTextSizes(declaration.value);
			inPostFont(declaration);
		});
	}
};

/** A component's style sheet joins those of all elements when its module loads. */
export function shadowStyles(addStyles: string): Plugin {
	return {
		name: 'roundoff:shadow-styles',
		enforce: 'post',
		transform(code, id) {
			if (!id.endsWith('.svelte')) return;
			const sheet = /^import\s+(["'])(.+\?svelte&type=style&lang\.css)\1;?$/m;
			if (!sheet.test(code)) return;
			const added = code.replace(
				sheet,
				(_, _quote, source: string) =>
					`import { addStyles as $$addStyles } from ${JSON.stringify(addStyles)};\n` +
					`import $$css from ${JSON.stringify(source.replace('?svelte', '?inline&svelte'))};\n$$addStyles($$css);`
			);
			return { code: added, map: null };
		}
	};
}
