import { readFileSync } from 'node:fs';
import { expect, type Locator } from '@playwright/test';
import {
	cli,
	colorsOf,
	dogFile,
	drop,
	fewColors,
	numberAt,
	openFigure,
	otherPicture,
	paste
} from './exhibit';
import { test } from './support';

const title = 'How many colours does a picture need?';

const drawn = (figure: Locator) => figure.locator('[data-k]');
const slider = (figure: Locator) => figure.locator('input[type=range]');

/** A number for what is on the canvas of the k colours, to tell pictures apart. */
const fingerprint = (figure: Locator) =>
	figure
		.locator('canvas')
		.nth(1)
		.evaluate((canvas: HTMLCanvasElement) => {
			const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
			return data.reduce((sum, value) => (sum * 31 + value) | 0, 0);
		});

test('a drag redraws while the hand moves, and ends with the full result and its measures', async ({
	page
}) => {
	const figure = await openFigure(page, title);
	const before = await fingerprint(figure);
	const effortsSeen = await drawn(figure).evaluateHandle((element) => {
		const seen: string[] = [];
		new MutationObserver(() => seen.push(`${element.dataset.effort} ${element.dataset.k}`)).observe(
			element,
			{
				attributeFilter: ['data-k', 'data-effort']
			}
		);
		return seen;
	});

	await slider(figure).scrollIntoViewIfNeeded();
	const box = (await slider(figure).boundingBox())!;
	const y = box.y + box.height / 2;
	await page.mouse.move(box.x + box.width / 2, y);
	await page.mouse.down();
	for (let step = 1; step <= 30; step++) {
		await page.mouse.move(box.x + box.width * (0.5 + step / 100), y);
		await page.waitForTimeout(16);
	}
	await page.mouse.up();

	const k = Number((await figure.locator('output').innerText()).match(/\d+/)![0]);
	expect(k).toBeGreaterThan(60);
	await expect(drawn(figure)).toHaveAttribute('data-k', String(k));
	await expect(drawn(figure)).toHaveAttribute('data-effort', 'full');
	const seen = await effortsSeen.jsonValue();
	expect(seen.filter((entry) => entry.startsWith('draft')).length).toBeGreaterThan(3);
	expect(await fingerprint(figure)).not.toBe(before);
	expect(await numberAt(figure, 'SSIM')).toBeGreaterThan(0.9);
	expect(await numberAt(figure, 'Mean squared error')).toBeCloseTo(cli(dogFile, k).mse, 0);
	await expect(figure.getByRole('status').last()).toContainText(`${k} colours`);
});

test('every k is in reach of the keyboard, and the address follows', async ({ page }) => {
	const figure = await openFigure(page, title);
	await slider(figure).focus();
	for (const [key, k] of [
		['ArrowRight', 17],
		['PageUp', 34],
		['Home', 1],
		['ArrowUp', 2],
		['End', 256]
	] as const) {
		await page.keyboard.press(key);
		await expect(slider(figure)).toHaveAttribute('aria-valuetext', k === 1 ? '1 colour' : `${k} colours`);
		await expect(drawn(figure)).toHaveAttribute('data-k', String(k));
	}
	await expect(page).toHaveURL(/\?k=256$/);
});

test('a link brings k and the colour space back', async ({ page }) => {
	const figure = await openFigure(page, title, '?k=37&space=oklab');
	await expect(drawn(figure)).toHaveAttribute('data-k', '37');
	await expect(drawn(figure)).toHaveAttribute('data-space', 'oklab');
	await expect(figure.getByRole('radio', { name: 'Oklab' })).toBeChecked();
	const { mse } = cli(dogFile, 37, 'oklab');
	expect(await numberAt(figure, 'Mean squared error')).toBeCloseTo(mse, 0);
	await figure.getByRole('radio', { name: 'Linear' }).check();
	await expect(drawn(figure)).toHaveAttribute('data-space', 'linear');
	await expect(page).toHaveURL(/\?k=37&space=linear$/);
});

test('a dropped picture takes the place of the dog in every figure, and the dog comes back', async ({
	page
}) => {
	const figure = await openFigure(page, title);
	const dog = await fingerprint(figure);
	await drop(figure, 'photo.jpg', 'image/jpeg', readFileSync(otherPicture));
	const reset = page.getByRole('button', { name: 'Back to the dog' });
	await expect(reset.first()).toBeVisible();
	await expect.poll(() => fingerprint(figure)).not.toBe(dog);
	await expect(drawn(figure)).toHaveAttribute('data-effort', 'full');
	expect(await numberAt(figure, 'Mean squared error')).toBeCloseTo(cli(otherPicture, 16).mse, 0);

	await figure
		.locator('xpath=ancestor-or-self::*[contains(@class,"drop")]')
		.getByRole('button', { name: 'Back to the dog' })
		.click();
	await expect(reset).toHaveCount(0);
	await expect.poll(() => fingerprint(figure)).toBe(dog);
});

test('a pasted picture with fewer colours than k is exact, and says so', async ({ page }) => {
	const figure = await openFigure(page, title, '?k=256');
	await paste(figure, 'palette.png', 'image/png', readFileSync(fewColors));
	await expect(figure.getByText('Nothing is lost')).toBeVisible();
	expect(await numberAt(figure, 'Mean squared error')).toBe(0);
	await expect(figure.locator('.stat', { hasText: 'PSNR' })).toContainText('∞');
});

test('a file that is no picture is refused in words, in this figure alone, and the old picture stays', async ({
	page
}) => {
	const figure = await openFigure(page, title);
	const dog = await fingerprint(figure);
	for (const [name, type, bytes] of [
		['notes.txt', 'text/plain', Buffer.from('not a picture')],
		['empty.png', 'image/png', Buffer.alloc(0)],
		['broken.jpg', 'image/jpeg', readFileSync(dogFile).subarray(0, 5000)]
	] as const) {
		await drop(figure, name, type, bytes);
		const message = figure.getByRole('alert').locator('span');
		await expect(message).not.toBeEmpty();
		expect(await page.locator('figure [role=alert] > span').count()).toBe(1);
		expect(await fingerprint(figure)).toBe(dog);
		await figure.getByRole('button', { name: 'Dismiss this message' }).click();
		await expect(message).toHaveCount(0);
	}
});

test('the PNG that is downloaded has the size and the colours that the figure shows', async ({ page }) => {
	const figure = await openFigure(page, title, '?k=12');
	const button = figure.getByRole('button', { name: 'Download the PNG' });
	await expect(button).toBeEnabled();
	const downloading = page.waitForEvent('download');
	await button.click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('dog-12-colours.png');
	const file = readFileSync(await download.path());

	const shown = figure.locator('li', { hasText: 'PNG file' }).locator('.bytes');
	await expect(shown).toHaveAttribute('title', `${file.length.toLocaleString('en-GB')} bytes`);
	const labels = await figure
		.getByRole('option')
		.evaluateAll((all) => all.map((e) => e.getAttribute('aria-label')!));
	const palette = labels.map((label) => label.slice(0, 7));
	const { width, height, colors } = await colorsOf(file);
	expect({ width, height }).toEqual({ width: 768, height: 576 });
	expect([...colors].sort()).toEqual([...palette].sort());
});

test('pointing at a palette entry leaves only its pixels lit', async ({ page }) => {
	const figure = await openFigure(page, title, '?k=4');
	const entry = figure.getByRole('option').nth(1);
	await entry.hover();
	const lit = await figure
		.locator('.veil canvas')
		.first()
		.evaluate((canvas: HTMLCanvasElement) => {
			const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
			let clear = 0;
			for (let i = 3; i < data.length; i += 4) if (data[i] === 0) clear++;
			return clear / (data.length / 4);
		});
	const share = Number((await entry.getAttribute('aria-label'))!.match(/([\d.]+)%/)![1]) / 100;
	expect(lit).toBeCloseTo(share, 2);
	await page.mouse.move(0, 0);
	await expect(figure.locator('.veil')).toHaveCount(0);
});

test('the line between the pictures moves by hand and by key', async ({ page }) => {
	const figure = await openFigure(page, title);
	const line = figure.getByRole('slider', { name: /Line between/ });
	await line.focus();
	await page.keyboard.press('End');
	await expect(line).toHaveAttribute('aria-valuenow', '100');
	const box = (await figure.locator('.divider').boundingBox())!;
	await page.mouse.click(box.x + box.width * 0.25, box.y + box.height / 2);
	await expect(line).toHaveAttribute('aria-valuenow', '25');
});

test('the figures in one and two colours are drawn by the core as well', async ({ page }) => {
	for (const [name, k] of [
		['What is left in one colour?', 1],
		['What can two colours show?', 2]
	] as const) {
		const figure = await openFigure(page, name);
		await expect(drawn(figure)).toHaveAttribute('data-k', String(k));
		await expect(figure.getByRole('option')).toHaveCount(k);
		expect(await numberAt(figure, 'Mean squared error')).toBeCloseTo(cli(dogFile, k).mse, -1);
	}
});
