/** The articles in reading order. Only those that are written are linked. */
export interface ArticleEntry {
	slug: string;
	title: string;
	about: string;
	/** Whether its folder is there. */
	written: boolean;
}

export const articles: ArticleEntry[] = [
	{
		slug: 'on-model-quantization-error',
		title: 'On model quantization error',
		about: 'A dog shares its colours. What sharing saves, what it breaks, and how to measure the damage.',
		written: true
	},
	{
		slug: 'compressing-models',
		title: 'Compressing models',
		about: 'Straight lines from floats to small integers: scale, zero-point, granularity and packing.',
		written: true
	},
	{
		slug: 'quantization-notes',
		title: 'Notes on quantization',
		about: 'Rounding, clipping, ranges and calibration, and how a product of matrices survives them.',
		written: false
	},
	{
		slug: 'what-is-quantization-in-modern-ai',
		title: 'What is quantization in modern AI?',
		about: 'From one rounded number to the formats that large language models are shipped in.',
		written: false
	},
	{
		slug: 'quantization',
		title: 'Quantization',
		about: 'A small diffusion model of our own, drawing in your browser with as few bits as you dare.',
		written: true
	}
];

/** The written articles before and after one. */
export function neighboursOf(slug: string): { before?: ArticleEntry; after?: ArticleEntry } {
	const written = articles.filter((article) => article.written);
	const at = written.findIndex((article) => article.slug === slug);
	const [before, after] = at < 0 ? [] : [written[at - 1], written[at + 1]];
	return { ...(before && { before }), ...(after && { after }) };
}
