import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { articles, neighboursOf } from './articles';

it('calls those articles written that are', () => {
	for (const { slug, written } of articles)
		expect(existsSync(join(import.meta.dirname, slug, '+page.md')), slug).toBe(written);
});

it('leads from each written article to the next and back, past those that are not', () => {
	const written = articles.filter((article) => article.written);
	written.forEach(({ slug }, i) => {
		expect(neighboursOf(slug).before?.slug).toBe(written[i - 1]?.slug);
		expect(neighboursOf(slug).after?.slug).toBe(written[i + 1]?.slug);
	});
	expect(neighboursOf('webcam')).toEqual({});
});
