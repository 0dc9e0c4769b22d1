import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { dogFile, drop, numberAt, repository } from './exhibit';
import { expectNoAxeViolations, test } from './support';
import { rateCli } from './tensors';

const path = 'quantization/';
const picking = 'Which colours would you keep?';
const rates = 'How few bits would be enough?';

async function openPicking(page: Page, query = '') {
	await page.goto(path + query);
	const figure = page.getByRole('figure', { name: picking });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-mse]')).toBeVisible({ timeout: 20_000 });
	return figure;
}

async function openRates(page: Page, query = '') {
	await page.goto(path + query);
	const figure = page.getByRole('figure', { name: rates });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-ready=true]')).toBeVisible({ timeout: 30_000 });
	return figure;
}

test.describe('a palette by hand', () => {
	const errorOf = (figure: Awaited<ReturnType<typeof openPicking>>, which = 'data-mse') =>
		figure
			.locator('[data-mse]')
			.getAttribute(which)
			.then((text) => Number(text));

	test('is picked from the picture, measured, and beaten by k-means', async ({ page }) => {
		const figure = await openPicking(page);
		const greys = await errorOf(figure);
		const picture = figure.getByRole('application');
		const box = (await picture.boundingBox())!;
		await picture.click({ position: { x: box.width * 0.2, y: box.height * 0.65 } });
		await expect.poll(() => errorOf(figure)).not.toBe(greys);
		await expect(figure.locator('[data-tries]')).toHaveAttribute('data-tries', '1');
		await expect(figure.getByRole('radio', { name: 'Pick colour 2 next' })).toBeChecked();

		await figure.getByRole('button', { name: 'Let k-means beat you' }).click();
		await expect(figure.locator('[data-rival]')).toBeVisible();
		expect(await errorOf(figure, 'data-rival')).toBeLessThan(await errorOf(figure));
		await expect(figure.getByText(/Your best has .* more error/)).toBeVisible();
	});

	test('works by keys alone: the picture, the colour fields, the best', async ({ page }) => {
		const figure = await openPicking(page);
		await figure.getByRole('application').focus();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Shift+ArrowDown');
		await page.keyboard.press('Enter');
		await expect(figure.getByRole('radio', { name: 'Pick colour 2 next' })).toBeChecked();
		const first = await errorOf(figure);
		// What the browser's own dialog does.
		await figure.getByLabel('Colour 4', { exact: true }).fill('#ffffff');
		await expect.poll(() => errorOf(figure)).not.toBe(first);
		await figure.getByLabel('Colour 1', { exact: true }).fill('#ff00ff');
		await expect(figure.locator('[data-tries]')).toHaveAttribute('data-tries', '3');
		await figure.getByRole('button', { name: 'Back to your best' }).click();
		await expect(figure.getByLabel('Colour 1', { exact: true })).not.toHaveValue('#ff00ff');
	});

	test('k-means goes on from the reader’s colours', async ({ page }) => {
		const figure = await openPicking(page, '?palette-picking.colors=101010-f0f0f0-806040');
		const own = await errorOf(figure);
		await expect(figure.locator('[data-k]')).toHaveAttribute('data-k', '3');
		await figure.getByRole('radio', { name: 'your colours' }).check();
		await figure.getByRole('button', { name: 'Let k-means beat you' }).click();
		await expect(figure.locator('[data-rival]')).toBeVisible();
		expect(await errorOf(figure, 'data-rival')).toBeLessThan(own);
		await expect(figure.getByRole('row', { name: /k-means/ })).toContainText('from your colours');
	});

	test('takes the reader’s own picture, and says what is none', async ({ page }) => {
		const figure = await openPicking(page);
		const dog = await errorOf(figure);
		await drop(figure, 'cut.jpg', 'image/jpeg', readFileSync(dogFile).subarray(0, 20_000));
		await expect(figure.getByRole('alert')).toContainText('cut off');
		const small = join(repository, 'cpp/tests/golden/photo/baseline.jpg');
		await drop(figure, 'baseline.jpg', 'image/jpeg', readFileSync(small));
		const back = page.getByRole('button', { name: 'Back to the dog' }).first();
		await expect(back).toBeVisible();
		await expect.poll(() => errorOf(figure)).not.toBe(dog);
		await back.click();
		await figure.scrollIntoViewIfNeeded();
		await expect.poll(() => errorOf(figure)).toBe(dog);
	});
});

test.describe('rate against distortion', () => {
	test('has the command line’s numbers, for every curve', async ({ page }) => {
		const layer = 'GFF_1/kernel';
		const figure = await openRates(page, `?rate-distortion.tensor=${layer}`);
		const there = rateCli(layer);
		const stage = figure.locator('[data-ready]');
		const choices = [
			['Linear, fixed length', 'linear'],
			['k-means, fixed length', 'kmeans'],
			['k-means, entropy-coded', 'kmeans']
		] as const;
		for (const [name, quantizer] of choices) {
			const rate = (point: (typeof there.points)[number]) =>
				name.endsWith('coded') ? point.entropy : point.fixed;
			const expected = there.points
				.filter((point) => point.quantizer === quantizer)
				.reduce((best, point) =>
					Math.abs(rate(point) - 4) < Math.abs(rate(best) - 4) ? point : best
				);
			await figure.getByRole('radio', { name }).check();
			await expect
				.poll(async () => Number(await stage.getAttribute('data-huffman')))
				.toBe(expected.huffman);
			expect(Number(await stage.getAttribute('data-entropy'))).toBeCloseTo(expected.entropy, 9);
			expect(Number(await stage.getAttribute('data-sqnr'))).toBeCloseTo(expected.sqnr_db, 9);
		}
		expect(await numberAt(figure, 'Fixed length')).toBe(4);
	});

	test('bits, counting and view are the reader’s to choose, and a link brings them back', async ({
		page,
		context
	}) => {
		await context.grantPermissions(['clipboard-read', 'clipboard-write']);
		const figure = await openRates(page);
		await figure.getByRole('slider', { name: 'Bits you would spend' }).focus();
		await page.keyboard.press('Home');
		await figure.getByRole('radio', { name: 'in a file' }).check();
		await figure.getByRole('radio', { name: 'distance to the bound' }).check();
		// Huffman has no words of half a bit.
		await expect(figure.getByRole('row', { name: /without ends/ })).toContainText(/1\.\d\d/);
		await figure.getByRole('button', { name: 'Link to this state' }).click();
		const link = await page.evaluate(() => navigator.clipboard.readText());
		expect(new URL(link).searchParams.get('rate-distortion.counted')).toBe('file');
		expect(new URL(link).searchParams.get('rate-distortion.bits')).toBe('0.5');
	});

	test('takes the reader’s own file, and keeps the last good one', async ({ page }) => {
		const figure = await openRates(page);
		await drop(figure, 'bad.npy', 'application/octet-stream', Buffer.from('no tensor at all'));
		await expect(figure.getByRole('alert')).not.toBeEmpty();
		await expect(figure.locator('[data-tensor]')).toHaveAttribute('data-tensor', 'gaussian');
		const file = readFileSync(join(repository, 'cpp/tests/golden/tensorfile/two.safetensors'));
		await drop(figure, 'two.safetensors', 'application/octet-stream', file);
		await expect(figure.locator('[data-tensor]')).not.toHaveAttribute('data-tensor', 'gaussian');
	});
});

test('a point of the curves is measured again, and comes near to what was evaluated', async ({ page }) => {
	await page.goto(`${path}?quantization-curves.bits=3`);
	const figure = page.getByRole('figure', { name: 'How many bits does a face need?' });
	await figure.scrollIntoViewIfNeeded();
	const button = figure.getByRole('button', { name: 'Measure it here' });
	await expect(async () => {
		await button.click({ timeout: 1_000 });
		await expect(button).toBeDisabled({ timeout: 1_000 });
	}).toPass({ timeout: 20_000 });
	await expect(figure.getByRole('button', { name: 'Other faces' })).toBeEnabled({ timeout: 50_000 });
	const text = await figure.innerText();
	const share = (label: string) => Number(new RegExp(`${label}\\s+(\\d+)\\s*%`).exec(text)?.[1]);
	expect(share('Evaluated')).toBeLessThan(90);
	expect(Math.abs(share('Measured here') - share('Evaluated'))).toBeLessThan(5);
});

test('pictures go through the autoencoder again, and lose about what was evaluated', async ({ page }) => {
	await page.goto(`${path}?quantization-curves.bits=4&quantization-curves.judge=distance`);
	const figure = page.getByRole('figure', { name: 'How many bits does a face need?' });
	await figure.scrollIntoViewIfNeeded();
	const decibels = async (label: string) =>
		Number(new RegExp(`${label}\\s+(\\d+(\\.\\d+)?)\\s*dB`).exec(await figure.innerText())?.[1] ?? NaN);
	await expect(async () => {
		await figure.getByRole('button', { name: 'Measure it here' }).click({ timeout: 1_000 });
		await expect.poll(() => decibels('Measured here'), { timeout: 10_000 }).toBeGreaterThan(0);
	}).toPass({ timeout: 40_000 });
	// the first 256 of the same pictures
	expect(Math.abs((await decibels('Measured here')) - (await decibels('PSNR, evaluated')))).toBeLessThan(1);
});

test('stays accessible with both figures at work', async ({ page }) => {
	const figure = await openPicking(page);
	await figure.getByRole('button', { name: 'Let k-means beat you' }).click();
	await expect(figure.locator('[data-rival]')).toBeVisible();
	await page.getByRole('figure', { name: rates }).scrollIntoViewIfNeeded();
	await expect(page.getByRole('figure', { name: rates }).locator('[data-ready=true]')).toBeVisible({
		timeout: 30_000
	});
	await expectNoAxeViolations(page);
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the article reads whole: its numbers, its curve, its code', async ({ page }) => {
		await page.goto(path);
		for (const name of [
			'Who cares?',
			'Images',
			'How to pick the values',
			'Information theory',
			'Sources'
		])
			await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
		await expect(page.locator('.katex').first()).toBeVisible();
		const text = await page.locator('article').innerText();
		expect(text).not.toMatch(/undefined|NaN/);
		const figure = page.getByRole('figure', { name: rates });
		await expect(figure.getByRole('row', { name: /k-means, entropy-coded/ })).toContainText('dB');
		expect(await figure.locator('svg path').count()).toBeGreaterThan(3);
		for (const image of await page.locator('figure.figure img').all()) {
			await image.scrollIntoViewIfNeeded();
			await expect(image).toHaveJSProperty('complete', true);
		}
	});
});

test('articles lead to each other', async ({ page }) => {
	await page.goto('');
	await page.getByRole('link', { name: 'Quantization', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Quantization');
	await page.getByRole('link', { name: '← Compressing models' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Compressing models');
	await page.getByRole('link', { name: 'Quantization →' }).click();
	await expect(page).toHaveURL(/\/quantization\/$/);
});
