import { expect, type Locator, type Page } from '@playwright/test';
import { articlePath, test } from './support';

/** The figure, with its first walk computed, and at its start since nothing moves by itself. */
async function still(page: Page): Promise<Locator> {
	await page.emulateMedia({ reducedMotion: 'reduce' });
	return opened(page);
}

async function opened(page: Page): Promise<Locator> {
	await page.goto(articlePath);
	const figure = page.locator('figure:has(.cube)');
	await figure.locator('.cube').scrollIntoViewIfNeeded();
	await expect(figure.locator('tbody')).not.toContainText('–');
	return figure;
}

const iteration = async (figure: Locator) =>
	Number(await figure.locator('.steps').getAttribute('data-iteration'));
const last = async (figure: Locator) => Number(await figure.locator('.steps').getAttribute('data-last'));
const pixels = (figure: Locator) =>
	figure.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
const discs = (figure: Locator) =>
	figure
		.locator('.centroid')
		.evaluateAll((all) => all.map((disc) => `${disc.getAttribute('cx')} ${disc.getAttribute('cy')}`));

/** Iterations and mean squared error at rest, as the table has them. */
async function row(figure: Locator, start: string) {
	const cells = await figure.getByRole('row', { name: start }).getByRole('cell').allInnerTexts();
	return { iterations: Number(cells[0]), mse: Number(cells[1]!.split(/\s/)[0]!.replace(',', '')) };
}

test('shows the cloud and plays by itself until it rests', async ({ page }) => {
	const figure = await opened(page);
	await expect.poll(() => iteration(figure)).toBeGreaterThan(1);
	await expect(figure.getByRole('button', { name: 'Pause' })).toBeVisible();
	const inked = await figure.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
		const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
		return data.filter((value, i) => i % 4 === 3 && value > 0).length / (data.length / 4);
	});
	expect(inked).toBeGreaterThan(0.05);
	await expect(figure.getByRole('button', { name: 'Play' })).toBeVisible({ timeout: 20_000 });
	expect(await iteration(figure)).toBe(await last(figure));
	await expect(
		figure.getByRole('img', { name: /iteration (\d+) of \1, mean squared error/ })
	).toBeVisible();
});

test('pauses, and does not start by itself for readers who want stillness', async ({ page }) => {
	const figure = await still(page);
	await page.waitForTimeout(1200);
	expect(await iteration(figure)).toBe(0);
	await figure.getByRole('button', { name: 'Play' }).click();
	await expect.poll(() => iteration(figure)).toBeGreaterThan(0);
	await figure.getByRole('button', { name: 'Pause' }).click();
	const paused = await iteration(figure);
	await page.waitForTimeout(1200);
	expect(await iteration(figure)).toBe(paused);
});

test('steps, scrubs and goes back to the start', async ({ page }) => {
	const figure = await still(page);
	const seeds = await discs(figure);
	expect(seeds).toHaveLength(5);
	await figure.getByRole('button', { name: 'One iteration on' }).click();
	expect(await iteration(figure)).toBe(1);
	await expect.poll(() => discs(figure)).not.toEqual(seeds);
	await figure.getByRole('button', { name: 'One iteration back' }).click();
	await expect.poll(() => discs(figure)).toEqual(seeds);

	const slider = figure.getByRole('slider', { name: 'Iteration', exact: true });
	await slider.focus();
	await page.keyboard.press('End');
	expect(await iteration(figure)).toBe(await last(figure));
	await expect(figure.getByRole('button', { name: 'One iteration on' })).toBeDisabled();
	await figure.getByRole('button', { name: 'Back to the start' }).click();
	expect(await iteration(figure)).toBe(0);
	await expect.poll(() => discs(figure)).toEqual(seeds);
});

test('goes where the curve is clicked', async ({ page }) => {
	const figure = await still(page);
	const chart = figure.getByRole('slider', { name: 'Mean squared error after each iteration' });
	await chart.focus();
	for (const key of ['ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
	expect(await iteration(figure)).toBe(2);
});

test('turns by keys and by hand, and back', async ({ page }) => {
	const figure = await still(page);
	const cube = figure.getByRole('application');
	await expect.poll(() => pixels(figure)).not.toBe('data:,');
	const first = await pixels(figure);
	await cube.focus();
	await page.keyboard.press('ArrowLeft');
	await expect.poll(() => pixels(figure)).not.toBe(first);
	await page.keyboard.press('Home');
	await expect.poll(() => pixels(figure)).toBe(first);

	const box = (await cube.boundingBox())!;
	await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2 + 20, { steps: 4 });
	await page.mouse.up();
	await expect.poll(() => pixels(figure)).not.toBe(first);
	const turned = await pixels(figure);
	await page.mouse.move(box.x + 10, box.y + 10);
	await page.waitForTimeout(200);
	expect(await pixels(figure)).toBe(turned);
});

test('a bad start of the dog takes longer and rests higher', async ({ page }) => {
	const figure = await still(page);
	const good = await row(figure, 'Good start');
	const bad = await row(figure, 'Bad start');
	expect(bad.iterations).toBeGreaterThan(good.iterations);
	expect(bad.mse).toBeGreaterThan(good.mse);
	await figure.getByRole('radio', { name: 'Bad start' }).check();
	await expect.poll(() => last(figure)).toBe(bad.iterations);
	await expect(figure.getByRole('button', { name: 'Another draw' })).toBeDisabled();
});

test('draws other lots, and takes another k', async ({ page }) => {
	const figure = await still(page);
	const before = await discs(figure);
	await figure.getByRole('button', { name: 'Another draw' }).click();
	await expect(figure.getByRole('row', { name: 'Random' })).toContainText('2 draws');
	await expect.poll(() => discs(figure)).not.toEqual(before);

	await figure.getByRole('slider', { name: 'Centroids, k' }).focus();
	await page.keyboard.press('End');
	await expect(figure.locator('.centroid')).toHaveCount(12);
	await expect(figure.locator('tbody')).not.toContainText('–');
	await expect(figure.getByRole('row', { name: 'Random' })).not.toContainText('draws');
});

test('specks can wear the colour of the centroid that they join', async ({ page }) => {
	const figure = await still(page);
	const colors = () =>
		figure.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
			const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
			const words = new Uint32Array(data.buffer);
			return new Set(words.filter((word) => word >>> 24 === 255)).size;
		});
	const own = await colors();
	await figure.getByRole('radio', { name: 'its centroid’s' }).check();
	// five centroids and their rims, and what lies between two at an edge
	await expect.poll(colors).toBeLessThan(own / 2);
	const before = await pixels(figure);
	await figure.getByRole('button', { name: 'One iteration on' }).click();
	await expect.poll(() => pixels(figure)).not.toBe(before);
});
