import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import ByteBars from './ByteBars.svelte';
import Chart from './Chart.svelte';
import Figure from './Figure.svelte';
import Histogram from './Histogram.svelte';
import Matrix from './Matrix.svelte';
import Note from './Note.svelte';
import NumberTable from './NumberTable.svelte';
import Slider from './Slider.svelte';
import Swatches from './Swatches.svelte';

const text = (html: string) => createRawSnippet(() => ({ render: () => `<span>${html}</span>` }));

describe('what a reader without JavaScript gets', () => {
	it('a figure with its question, its picture and its caption', () => {
		const { body } = render(Figure, {
			props: { title: 'How few?', children: text('picture'), caption: text('Look here.') }
		});
		expect(body).toMatch(/<figure[^>]*aria-labelledby="([^"]+)"[\s\S]*id="\1"[^>]*>How few\?/);
		expect(body).toMatch(/picture[\s\S]*<figcaption[\s\S]*Look here\./);
		expect(body).toMatch(/role="alert"[^>]*>(<!--[^>]*-->)*<\/div>/);
	});

	it('a note that its own button opens', () => {
		const { body } = render(Note, { props: { children: text('aside') } });
		expect(body).toMatch(
			/<button[^>]*popovertarget="([^"]+)"[\s\S]*id="\1"[^>]*popover="auto"[\s\S]*aside/
		);
	});
});

it('an error stands beside the picture, not in its place', () => {
	const { body } = render(Figure, {
		props: { title: 'T', children: text('picture'), error: 'No picture.', ondismiss: () => {} }
	});
	expect(body).toMatch(/picture[\s\S]*role="alert"[\s\S]*No picture\.[\s\S]*Dismiss/);
});

it('a slider reads its value aloud in words', () => {
	const { body } = render(Slider, {
		props: {
			label: 'Colours',
			value: 16,
			min: 1,
			max: 256,
			scale: 'log',
			format: (k: number) => `${k} colours`
		}
	});
	expect(body).toContain('aria-valuetext="16 colours"');
	expect(body).toMatch(/value="0\.5/);
});

it('swatches have one tab stop and name colour and share', () => {
	const { body } = render(Swatches, {
		props: { palette: Uint8Array.of(0, 0, 0, 255, 128, 0), counts: [1, 3], label: 'Palette' }
	});
	expect(body.match(/tabindex="0"/g)).toHaveLength(1);
	expect(body).toContain('aria-label="#ff8000, 75% of the pixels"');
});

it('a size that is still pending keeps its row', () => {
	const { body } = render(ByteBars, {
		props: { label: 'Sizes', bars: [{ label: 'Raw', bytes: 2000 }, { label: 'PNG' }] }
	});
	expect(body.match(/<li/g)).toHaveLength(2);
	expect(body).toContain('2.00\u00a0kB');
});

it('a chart leaves out what a log axis cannot show and counts the rest', () => {
	const { body } = render(Chart, {
		props: {
			points: [
				{ x: 1, y: 100 },
				{ x: 2, y: 10 },
				{ x: 4, y: 0 }
			],
			x: { label: 'k', scale: 'log' },
			y: { label: 'Error', scale: 'log' },
			label: 'Error against k'
		}
	});
	expect(body.match(/<circle/g)).toHaveLength(2);
	expect(body).toContain('aria-valuemax="1"');
});

describe('a matrix', () => {
	const rgba = new Uint8ClampedArray([0, 0, 0, 255, 255, 255, 255, 255]);

	it('that is small is a grid of its numbers, dark on light and light on dark', () => {
		const { body } = render(Matrix, {
			props: { rgba, rows: 1, columns: 2, label: 'Weights', values: [0.5, -2] }
		});
		expect(body).toMatch(/role="grid"[^>]*aria-label="Weights"/);
		const cells = [
			...body.matchAll(/<span role="gridcell"[^>]*class="([^"]*)"[^>]*><span[^>]*>([^<]*)/g)
		];
		expect(cells.map(([, names, text]) => [text, names!.includes('dark')])).toEqual([
			['0.5', false],
			['\u22122', true]
		]);
	});

	it('that is large is a picture whose keys are passed on', () => {
		const { body } = render(Matrix, {
			props: { rgba, rows: 1, columns: 2, label: 'Weights', values: [1, 2], numbersUpTo: 1 }
		});
		expect(body).toMatch(/role="application"[^>]*aria-label="Weights"/);
		expect(body).not.toContain('gridcell');
	});
});

it('a histogram has two sliders that speak their values, or none', () => {
	const props = { counts: [1, 3, 1], min: -1, max: 1, label: 'Weights' };
	expect(render(Histogram, { props }).body).not.toContain('role="slider"');
	const { body } = render(Histogram, { props: { ...props, low: -0.5, high: 1 } });
	expect(body.match(/role="slider"/g)).toHaveLength(2);
	expect(body).toMatch(/aria-label="Lower end[^>]*aria-valuemin="-1"[^>]*aria-valuetext="\u22120.5"/);
	expect(body).toMatch(/style="width: ?25%/);
});

describe('a table of numbers', () => {
	const columns = [
		{ label: 'MSE', best: 'min' as const },
		{ label: 'SQNR', best: 'max' as const },
		{ label: 'Bits' }
	];
	const row = (id: string, ...values: (number | undefined)[]) => ({ id, label: id, values });
	const best = (rows: ReturnType<typeof row>[]) =>
		[
			...render(NumberTable, {
				props: { label: 'Errors', rowHeader: 'Method', columns, rows }
			}).body.matchAll(/<strong[^>]*>([^<]*)/g)
		].map(([, text]) => text);

	it('emphasises the best of each column that has one', () => {
		expect(best([row('a', 0.5, 10, 4), row('b', 0.25, 20, 8)])).toEqual(['0.250', '20.0']);
		expect(best([row('a', 0.25, NaN, 4), row('b', 0.25, 20, 8)])).toEqual([]);
	});

	it('crowns nobody before all have arrived', () => {
		expect(best([row('a', 0.5, 10, 4), row('b', undefined, 20, 8)])).toEqual(['20.0']);
	});
});
