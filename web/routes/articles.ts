/** The articles in reading order. A page exists when its folder does; the home page links those alone. */
export interface ArticleEntry {
	slug: string;
	title: string;
	about: string;
}

export const articles: ArticleEntry[] = [
	{
		slug: 'on-model-quantization-error',
		title: 'On model quantization error',
		about: 'A dog shares its colours. What sharing saves, what it breaks, and how to measure the damage.'
	},
	{
		slug: 'compressing-models',
		title: 'Compressing models',
		about: 'Straight lines from floats to small integers: scale, zero-point, granularity and packing.'
	},
	{
		slug: 'quantization-notes',
		title: 'Notes on quantization',
		about: 'Rounding, clipping, ranges and calibration, and how a product of matrices survives them.'
	},
	{
		slug: 'what-is-quantization-in-modern-ai',
		title: 'What is quantization in modern AI?',
		about: 'From one rounded number to the formats that large language models are shipped in.'
	},
	{
		slug: 'quantization',
		title: 'Quantization',
		about: 'A small diffusion model of our own, drawing in your browser with as few bits as you dare.'
	}
];
