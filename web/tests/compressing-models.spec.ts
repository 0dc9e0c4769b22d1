import { expect } from '@playwright/test';
import { test } from './support';

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	/** What a reader finds in each figure: stored pictures, and words with numbers of the core's. */
	const figures: { title: string; holds: RegExp[]; images?: number; cells?: number }[] = [
		{
			title: 'What is left of a curve between the marks?',
			holds: [/Marks 8 Between two 0\.\d+/, /SQNR \d+\.\d dB Size 384 bytes → 41 bytes/]
		},
		{ title: 'What does each bit of a number do?', holds: [/0\.0999755859375/, /bfloat16 .*3\.39×10³⁸/] },
		{ title: 'How wrong is a sum of products in fewer bits?', holds: [/float16 \d\.\d+×10⁻⁵ \d/] },
		{
			title: 'How small does a real network get, and what does it lose?',
			holds: [/This layer, Linear 51\.5 kB/, /7\.7 × smaller: 12 layers/, /bfloat16 .* dB/],
			images: 3
		},
		{
			title: 'Where should the range end?',
			holds: [/scale = .*zero_point = /, /Clipping error 0 Rounding error \d/, /SQNR \d+\.\d dB/],
			cells: 4 * 64
		},
		{
			title: 'Which way should a weight be rounded?',
			holds: [/Nearest .* \d\.\d+×10⁻⁶/, /Adaptive .* %/]
		},
		{
			title: 'How many weights should share a scale?',
			holds: [/Symmetric, per channel .* 4\.25 4\.35 kB/],
			images: 4
		},
		{
			title: 'Which layers mind, and what does the whole network weigh?',
			holds: [/UPN1 .* \d+\.\d dB 103 kB/, /integers 222 kB, scales \d/]
		},
		{
			title: 'What happens to a layer’s outputs, its size and its speed?',
			holds: [/int4 weights .* \d+\.\d dB .* 5\.12 kB/]
		},
		{ title: 'How do two integers fit into one byte?', holds: [/01011001 = 89/, /00011010 = 26/] }
	];

	test('the article reads whole, and every figure shows its first answer', async ({ page }) => {
		await page.goto('compressing-models/');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compressing models');
		await expect(page.locator('.katex').first()).toBeVisible();
		expect(await page.locator('article').innerText()).not.toMatch(/undefined|NaN/);
		await expect(page.locator('figure.figure')).toHaveCount(figures.length);
		for (const { title, holds, images = 0, cells = 0 } of figures) {
			const figure = page.getByRole('figure', { name: title });
			const text = (await figure.innerText()).replace(/\s+/g, ' ');
			for (const words of holds) expect(text).toMatch(words);
			await expect(figure.getByRole('gridcell')).toHaveCount(cells);
			await expect(figure.locator('img')).toHaveCount(images);
			for (const image of await figure.locator('img').all()) {
				await image.scrollIntoViewIfNeeded();
				await expect(image).toHaveJSProperty('complete', true);
				expect(
					await image.evaluate((element: HTMLImageElement) => element.naturalWidth)
				).toBeGreaterThan(0);
			}
			// What only answers to a hand is not there to be tried in vain.
			for (const controls of await figure.locator('.controls').all())
				await expect(controls).toBeHidden();
		}
	});
});
