import { articles } from './articles';

const pages = import.meta.glob('./*/+page.md');

export function load() {
	return {
		articles: articles.map((article) => ({ ...article, exists: `./${article.slug}/+page.md` in pages }))
	};
}
