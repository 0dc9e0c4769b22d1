import { expect, type Locator } from '@playwright/test';
import { formatCompact } from '../parts/format';
import { sample, sampleValues } from '../widgets/tensors/sample';
import { expectNoAxeViolations, test } from './support';
import { cli, dataOf, networkFile, openTensorFigure } from './tensors';

const title = 'Where should the range end?';
const weights = { shape: [...sample.shape], values: sampleValues() };

const low = (figure: Locator) => figure.getByRole('slider', { name: /r min/ });
const high = (figure: Locator) => figure.getByRole('slider', { name: /r max/ });

/** The error on screen is the command line's for the options on screen, to the last bit. */
async function expectErrorOfCli(figure: Locator, tensor: Parameters<typeof cli>[0] = weights): Promise<void> {
	const [bits, mode, range] = await Promise.all(
		['bits', 'mode', 'range'].map((name) => dataOf(figure, name))
	);
	const report = cli(tensor, { method: 'linear', bits: bits!, mode: mode!, range: range! });
	expect(Number(await dataOf(figure, 'mse'))).toBe(report.mse);
	await expect(figure.locator('[data-part=clip]')).toHaveText(formatCompact(report.clip_mse));
	await expect(figure.locator('[data-part=round]')).toHaveText(formatCompact(report.round_mse));
}

test('a drag moves the pictures with it, and ends on the command line’s error', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	await expectErrorOfCli(figure);
	const stage = figure.locator('[data-mse]');
	const seen = await stage.evaluateHandle((element) => {
		const list: string[] = [];
		new MutationObserver(() => list.push(element.dataset.mse!)).observe(element, {
			attributeFilter: ['data-mse']
		});
		return list;
	});

	await high(figure).scrollIntoViewIfNeeded();
	const from = (await high(figure).boundingBox())!;
	const plot = (await figure.locator('.plot').boundingBox())!;
	const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
	await page.mouse.move(x, y);
	await page.mouse.down();
	for (let step = 1; step <= 20; step++) {
		await page.mouse.move(x - (step / 20) * 0.15 * plot.width, y);
		await page.waitForTimeout(16);
	}
	await page.mouse.up();

	// handles are shown where the answer is, once it is there
	await expect(async () => {
		const end = Number(await high(figure).getAttribute('aria-valuenow'));
		expect(end).toBeLessThan(0.2);
		expect(await stage.getAttribute('data-range')).toBe(`fixed:-0.12,${end}`);
	}).toPass();
	await expectErrorOfCli(figure);
	expect((await seen.jsonValue()).length).toBeGreaterThan(5);
	expect(await figure.locator('[data-part=clip]').innerText()).not.toBe('0');
});

test('a press on the bars brings the nearer handle', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const plot = (await figure.locator('.plot').boundingBox())!;
	await figure.locator('.plot').click({ position: { x: plot.width * 0.4, y: plot.height / 2 } });
	await expect(low(figure)).toBeFocused();
	await expect(low(figure)).toHaveAttribute('aria-valuenow', /^-0\.06/);
	await expectErrorOfCli(figure);
});

test('handles are in reach of the keyboard; symmetric ones move together', async ({ page }) => {
	const figure = await openTensorFigure(page, title, '?linear-quantizer.mode=symmetric');
	for (const key of ['PageUp', 'ArrowRight']) {
		const before = (await high(figure).getAttribute('aria-valuenow'))!;
		await low(figure).press(key);
		await expect(high(figure)).not.toHaveAttribute('aria-valuenow', before);
	}
	const end = Number(await high(figure).getAttribute('aria-valuenow'));
	expect(end).toBeLessThan(0.24);
	await expect(low(figure)).toHaveAttribute('aria-valuenow', String(-end));
	await expect(figure.locator('[data-range]')).toHaveAttribute('data-range', `fixed:${-end},${end}`);
	await expectErrorOfCli(figure);
	await expect(figure.getByRole('status').last()).toContainText('clipping');
});

test('every rule, mode and width has the command line’s error', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	for (const [rule, range] of [
		['Least error', 'mse'],
		['99.9%', 'percentile:99.9'],
		['Min–max', 'minmax']
	] as const) {
		await figure.getByRole('radio', { name: rule }).check();
		await expect(figure.locator('[data-range]')).toHaveAttribute('data-range', range);
		await expectErrorOfCli(figure);
	}
	for (const mode of ['Symmetric, full', 'Symmetric', 'Asymmetric']) {
		await figure.getByRole('radio', { name: mode, exact: true }).check();
		await figure.locator('input[type=range]').focus();
		await page.keyboard.press('ArrowLeft');
		const attribute = mode === 'Symmetric, full' ? 'symmetric-full' : mode.toLowerCase();
		await expect(figure.locator('[data-mode]')).toHaveAttribute('data-mode', attribute);
		await page.waitForTimeout(100);
		await expectErrorOfCli(figure);
	}
});

test('a weight that is pointed at is read in all four pictures and derived step by step', async ({
	page
}) => {
	const figure = await openTensorFigure(page, title);
	const steps = figure.locator('.derivation');
	await expect(steps).toContainText('row 6, column 3');
	const report = cli(weights, { method: 'linear', bits: 4, mode: 'asymmetric' });
	await expect(steps.locator('b').nth(0)).toHaveText(report.scale.toFixed(4));
	await expect(steps.locator('b').nth(1)).toHaveText(String(report.zero_point).replace('-', '−'));

	const matrix = figure.getByRole('grid').first();
	await matrix.focus();
	for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
	await expect(steps).toContainText('row 1, column 5');
	await expect(figure.locator('.mark')).toHaveCount(4);
	await expect(matrix.getByRole('gridcell').nth(4)).toHaveText('−0.06');
	await expect(steps.locator('b').nth(2)).toHaveText(
		await figure.getByRole('grid').nth(1).getByRole('gridcell').nth(4).innerText()
	);
	await page.keyboard.press('Escape');
	await expect(figure.locator('.mark')).toHaveCount(0);
});

test('a whole layer, and values of the reader’s own', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	await figure.getByRole('radio', { name: 'A whole layer' }).check();
	await expect(figure.getByRole('application')).toHaveCount(4);
	await expectErrorOfCli(figure, `${networkFile}:GFF_1/kernel`);

	await figure.getByRole('radio', { name: 'Your values' }).check();
	const text = figure.getByRole('textbox');
	await text.fill('1 2 x');
	await figure.getByRole('button', { name: 'Use these values' }).click();
	await expect(figure.getByRole('alert')).toContainText('“x” in line 1 is not a number');
	await expectErrorOfCli(figure, `${networkFile}:GFF_1/kernel`);

	await text.fill('1 2 -3\n0.5 0.25 9');
	await figure.getByRole('button', { name: 'Use these values' }).click();
	await expect(figure.getByRole('grid')).toHaveCount(4);
	await expect(figure.getByRole('alert')).toBeEmpty();
	await expectErrorOfCli(figure, { shape: [2, 3], values: [1, 2, -3, 0.5, 0.25, 9] });
});

test('a tensor that is all one number, or nothing, divides by no zero', async ({ page }) => {
	for (const value of ['0', '5', '-1e-40']) {
		const query = new URLSearchParams({
			'linear-quantizer.tensor': 'own',
			'linear-quantizer.values': `${value} ${value}`
		});
		const figure = await openTensorFigure(page, title, `?${query}`);
		const report = cli(
			{ shape: [1, 2], values: [Number(value), Number(value)] },
			{ method: 'linear', bits: 4, mode: 'asymmetric' }
		);
		expect(Number(await dataOf(figure, 'mse'))).toBe(report.mse);
		expect(await figure.innerText()).not.toMatch(/NaN|Infinity|undefined/);
	}
});

test('a link brings the range back', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await openTensorFigure(
		page,
		title,
		'?linear-quantizer.bits=3&linear-quantizer.range=fixed:-0.1,0.15'
	);
	await expect(figure.locator('[data-range]')).toHaveAttribute('data-range', 'fixed:-0.1,0.15');
	expect(await high(figure).getAttribute('aria-valuenow')).toBe('0.15');
	await expectErrorOfCli(figure);
	await figure.getByRole('button', { name: 'Link to this state' }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	expect(link.searchParams.get('linear-quantizer.range')).toBe('fixed:-0.1,0.15');
	expect(link.searchParams.get('linear-quantizer.bits')).toBe('3');
});

test('no accessibility violations', async ({ page }) => {
	await openTensorFigure(page, title);
	await expectNoAxeViolations(page, `figure:has([data-range])`);
});
