import { compile } from 'mdsvex';
import { describe, expect, it } from 'vitest';
import { headings, slugOf } from './headings';
import { maths } from './maths';

async function pageOf(markdown: string): Promise<string> {
	const result = await compile(markdown, { remarkPlugins: [maths, headings] });
	return result!.code;
}

describe('maths', () => {
	it('typesets inline and block formulas into strings that Svelte does not read', async () => {
		const page = await pageOf('Let $x_{i}$ be.\n\n$$\n\\frac{a}{b}\n$$\n\nAfter.');
		const literals = [...page.matchAll(/\{@html ("(?:[^"\\]|\\.)*")\}/g)].map(([, text]) =>
			JSON.parse(text!)
		);
		expect(literals).toHaveLength(2);
		expect(literals[0]).toContain('<annotation encoding="application/x-tex">x_{i}</annotation>');
		expect(literals[1]).toContain('katex-display');
		expect(page.replace(/\{@html "(?:[^"\\]|\\.)*"\}/g, '')).not.toMatch(/[{$]\s*x_|frac/);
		expect(page).toContain('After.');
	});

	it('leaves prices alone', async () => {
		const page = await pageOf('Toys cost $5 here and $10 there; 20 $ and 30 $ elsewhere.');
		expect(page).not.toContain('@html');
		expect(page).toContain('$5 here and $10 there');
	});

	it('stops the build at a formula with a mistake', async () => {
		await expect(pageOf('A $\\frac{1}$ here.')).rejects.toThrow(/KaTeX/);
	});
});

describe('headings', () => {
	it('get ids and are listed for the layout', async () => {
		const page = await pageOf('## Too big\n\ntext\n\n### Err on the *side* of error');
		expect(page).toContain('<h2 id="too-big">');
		expect(page).toContain(
			'{"id":"err-on-the-side-of-error","text":"Err on the side of error","depth":3}'
		);
	});

	it('may not share an id', async () => {
		await expect(pageOf('## Twice\n\n## Twice')).rejects.toThrow(/share the id “twice”/);
	});

	it('make plain slugs', () =>
		expect(slugOf('What does another bit buy?')).toBe('what-does-another-bit-buy'));
});
