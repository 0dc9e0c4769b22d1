import katex from 'katex';

/**
 * Typesets `$…$` and `$$…$$` while the site is built, so that no maths code reaches the reader.
 *
 * mdsvex embeds remark-parse 8, which the current maths plugins do not know; hence these two tokenizers. Their
 * HTML goes into a string literal of Svelte, with every character that Svelte or Markdown could read escaped.
 */
interface Eat {
	(text: string): (node: { type: 'html'; value: string }) => unknown;
}
interface Tokenizer {
	(eat: Eat, value: string, silent?: boolean): unknown;
	locator?: (value: string, from: number) => number;
}
interface MarkdownParser {
	prototype: {
		inlineTokenizers: Record<string, Tokenizer>;
		inlineMethods: string[];
		blockTokenizers: Record<string, Tokenizer>;
		blockMethods: string[];
	};
}

const inlineMaths = /^\$(?![\s$])((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)/;
const blockMaths = /^\$\$\s*\n([\s\S]+?)\n\s*\$\$(?=\n|$)/;

export function typeset(tex: string, displayMode: boolean): string {
	const html = katex.renderToString(tex.trim(), { displayMode, throwOnError: true, strict: 'error' });
	const literal = JSON.stringify(html).replace(
		/[{}<>&*_[\]`~$']/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
	);
	return `{@html ${literal}}`;
}

const inline: Tokenizer = (eat, value, silent) => {
	const match = inlineMaths.exec(value);
	if (!match) return undefined;
	return silent || eat(match[0])({ type: 'html', value: typeset(match[1]!, false) });
};
inline.locator = (value, from) => value.indexOf('$', from);

const block: Tokenizer = (eat, value, silent) => {
	const match = blockMaths.exec(value);
	if (!match) return undefined;
	return (
		silent ||
		eat(match[0])({ type: 'html', value: `<div class="maths">${typeset(match[1]!, true)}</div>` })
	);
};

export function maths(this: { Parser: MarkdownParser }): void {
	const { prototype } = this.Parser;
	prototype.inlineTokenizers.maths = inline;
	prototype.inlineMethods.splice(prototype.inlineMethods.indexOf('text'), 0, 'maths');
	prototype.blockTokenizers.maths = block;
	prototype.blockMethods.splice(prototype.blockMethods.indexOf('paragraph'), 0, 'maths');
}
