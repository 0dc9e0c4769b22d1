import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { cli, dogFile, drop, numberAt, openFigure, otherPicture } from './exhibit';
import { test } from './support';

const title = 'Where is the error?';

test('mean and largest error are the command line’s, for the dog and for another picture', async ({
	page
}) => {
	const figure = await openFigure(page, title, '?k=9');
	const dog = cli(dogFile, 9).heatmap;
	expect(await numberAt(figure, 'Mean error')).toBe(Number(dog.mean.toFixed(1)));
	expect(await numberAt(figure, 'Largest error')).toBe(Number(dog.max.toFixed(1)));

	await drop(figure, 'photo.jpg', 'image/jpeg', readFileSync(otherPicture));
	const other = cli(otherPicture, 9).heatmap;
	await expect.poll(() => numberAt(figure, 'Mean error')).toBe(Number(other.mean.toFixed(1)));
	expect(await numberAt(figure, 'Largest error')).toBe(Number(other.max.toFixed(1)));
});

test('a pixel reads the same colours and the same error in both pictures', async ({ page }) => {
	const figure = await openFigure(page, title);
	const [left, right] = [figure.getByRole('application').first(), figure.getByRole('application').last()];
	const box = (await left.boundingBox())!;
	await left.hover({ position: { x: box.width * 0.3, y: box.height * 0.6 } });
	await expect(figure.locator('.cross')).toHaveCount(2);

	const reading = await figure
		.getByText(/^Pixel/)
		.locator('..')
		.innerText();
	const [before, after] = [...reading.matchAll(/(\d+), (\d+), (\d+)/g)].map((match) =>
		match.slice(1).map(Number)
	);
	const error = Number(reading.match(/error ([\d.]+)/)![1]);
	expect(error).toBeCloseTo(Math.hypot(...before!.map((level, i) => level - after![i]!)), 1);
	await expect(right.locator('.readout')).toContainText(`error ${error.toFixed(1)} levels`);
	await expect(left.locator('.readout')).toContainText(`after ${after!.join(', ')}`);
});

test('arrow keys read pixel by pixel and are spoken', async ({ page }) => {
	const figure = await openFigure(page, title);
	const map = figure.getByRole('application').last();
	await map.focus();
	await page.keyboard.press('ArrowRight');
	await expect(figure.getByText('Pixel 385, 288')).toBeVisible();
	await expect(map.getByRole('status')).toContainText(/error [\d.]+ levels/);
	await page.keyboard.press('Shift+ArrowDown');
	await expect(figure.getByText('Pixel 385, 320')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(figure.locator('.cross')).toHaveCount(0);
});

test('the slider is the same one as in the figure above', async ({ page }) => {
	const figure = await openFigure(page, title);
	await figure.locator('input[type=range]').focus();
	await page.keyboard.press('End');
	await expect(figure.locator('[data-k]')).toHaveAttribute('data-k', '256');
	await expect(figure.locator('[data-effort]')).toHaveAttribute('data-effort', 'full');
	const above = page.getByRole('figure', { name: 'How many colours does a picture need?' });
	await above.scrollIntoViewIfNeeded();
	await expect(above.locator('[data-k]')).toHaveAttribute('data-k', '256');
	await expect(page).toHaveURL(/\?k=256$/);
});

test('the curves fill in, mark the reader’s k, and a point that is chosen becomes it', async ({ page }) => {
	await page.goto('on-model-quantization-error/?k=37');
	const figure = page.getByRole('figure', { name: 'How much error does each bit save?' });
	await figure.scrollIntoViewIfNeeded();
	const charts = figure.locator('.charts');
	await expect(charts).toHaveAttribute('data-k', '37', { timeout: 30_000 });
	await expect(charts).toHaveAttribute('data-points', '24', { timeout: 30_000 });
	const chart = figure.getByRole('slider', { name: /Mean squared error against/ });
	await chart.focus();
	await page.keyboard.press('Home');
	await expect(chart).toHaveAttribute('aria-valuetext', /^1 colour: [\d,]+$/);
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	await expect(charts).toHaveAttribute('data-k', '2');
	const heatmap = page.getByRole('figure', { name: title });
	await heatmap.scrollIntoViewIfNeeded();
	await expect(heatmap.locator('[data-k]')).toHaveAttribute('data-k', '2');
});
