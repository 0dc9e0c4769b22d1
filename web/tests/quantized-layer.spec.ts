import { expect, type Locator, type Page } from '@playwright/test';
import { formatBytes, formatCompact, formatFixed, formatPercent } from '../parts/format';
import { expectNoAxeViolations, numberOf, test } from './support';
import { networkFile, run } from './tensors';

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: /a layer’s outputs, its size and its speed/ });
	// on a phone the figure is taller than the screen: what is drawn, not its middle
	await figure.locator('.panels').scrollIntoViewIfNeeded();
	// A time is measured here or nowhere.
	await expect(cells(figure, 'float32').nth(4)).toHaveText(/ms$/, { timeout: 30_000 });
	return figure;
}

const cells = (figure: Locator, variant: string) =>
	figure.getByRole('row', { name: new RegExp(`^${variant}`) }).getByRole('cell');
const number = async (cell: Locator) => Number((await cell.innerText()).replace(/[^\d.]/g, ''));

test('five arithmetics on one input: errors, bytes and times', async ({ page }) => {
	const figure = await opened(page);
	await expect(figure.locator('.panel')).toHaveCount(4);
	const sqnr = async (variant: string) => number(cells(figure, variant).first());
	await expect(cells(figure, 'float32').first()).toHaveText('∞');
	expect(await sqnr('bfloat16')).toBeGreaterThan(await sqnr('int8 weights'));
	expect(await sqnr('int8 weights')).toBeGreaterThan(await sqnr('all int8'));
	expect(await sqnr('all int8')).toBeGreaterThan(await sqnr('int4 weights'));
	// 64 × 128 weights at 4 bytes; at one byte with a scale for each row; at half a byte with one for every 32.
	await expect(cells(figure, 'float32').nth(3)).toHaveText(/32\.8\skB/);
	await expect(cells(figure, 'bfloat16').nth(3)).toHaveText(/16\.4\skB/);
	await expect(cells(figure, 'int8 weights').nth(3)).toHaveText(/8\.45\skB/);
	await expect(cells(figure, 'int4 weights').nth(3)).toHaveText(/5\.12\skB/);
	await expect(cells(figure, 'float32').last()).toHaveText(/1\.00\s×/);
	await expect(figure.locator('.verdict')).toContainText(/^Here int/);
});

test('the terms of an output add up to what the layer says', async ({ page }) => {
	const figure = await opened(page);
	const table = figure.getByRole('table', { name: /the largest, in integers, term by term/ });
	const values = async () =>
		(await table.locator('.value').allInnerTexts()).map((text) =>
			Number(text.replaceAll(',', '').replace('−', '-'))
		);
	const [products = 0, weights = 0, inputs, both, together = 0, result = 0] = await values();
	expect([inputs, both]).toEqual([0, 0]);
	expect(products + weights).toBe(together);
	await expect(table).toContainText('vanishes: the weights have no zero_point');
	const [, weightScale = 0, inputScale = 0] = /× (\S+) × (\S+)/
		.exec(await table.getByRole('row').last().innerText())!
		.map(numberOf);
	expect(result / (together * weightScale * inputScale)).toBeCloseTo(1, 1);

	await figure.getByRole('radio', { name: 'asymmetric', exact: true }).check();
	await expect(table).toContainText('only when the input is here');
	const all = await values();
	expect(all[0]! + all[1]! + all[2]! + all[3]!).toBe(all[4]);
});

test('smaller groups help int4, and cost bytes', async ({ page }) => {
	const figure = await opened(page);
	const sqnr = () => number(cells(figure, 'int4 weights').first());
	const bytes = () => number(cells(figure, 'int4 weights').nth(3));
	const [before, size] = [await sqnr(), await bytes()];
	const slider = figure.getByRole('slider', { name: 'In int4, one scale for' });
	await slider.focus();
	await page.keyboard.press('ArrowLeft');
	await expect.poll(bytes).toBeGreaterThan(size);
	expect(await sqnr()).toBeGreaterThan(before);
	await page.keyboard.press('Home');
	await expect.poll(bytes).toBeLessThan(size);
});

test('moved and switched, the figure ends on what the command line says', async ({ page }) => {
	const figure = await opened(page);
	await figure.getByRole('slider', { name: 'In int4, one scale for' }).focus();
	await page.keyboard.press('ArrowLeft');
	await figure.getByRole('radio', { name: 'asymmetric', exact: true }).check();
	await figure.getByRole('radio', { name: '99%', exact: true }).check();
	const options = ['--group-size', '16', '--mode', 'asymmetric', '--calibration-range', 'percentile:99'];
	const layer = `${networkFile}:GFF_1/kernel`;
	const { rows } = JSON.parse(run('layer', layer, '--outputs-last', '--json', ...options)) as {
		rows: { sqnr_db: number | null; max_abs: number; same_top: number; bytes: number }[];
	};
	for (const [i, variant] of [
		'float32',
		'bfloat16',
		'int8 weights',
		'int4 weights',
		'all int8'
	].entries()) {
		const { sqnr_db, max_abs, same_top, bytes } = rows[i]!;
		const found = cells(figure, variant);
		await expect(found.nth(0)).toHaveText(sqnr_db === null ? '∞' : `${formatFixed(sqnr_db, 1)}\u00a0dB`);
		await expect(found.nth(1)).toHaveText(formatCompact(max_abs));
		await expect(found.nth(2)).toHaveText(formatPercent(same_top));
		await expect(found.nth(3)).toHaveText(formatBytes(bytes));
	}
});

test('an output is read in all five by hand and by keys', async ({ page }) => {
	const figure = await opened(page);
	const panels = figure.getByRole('slider', { name: 'Output', exact: true });
	await panels.focus();
	for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
	await expect(panels).toHaveAttribute(
		'aria-valuetext',
		/^output 2: float32 \S+, bfloat16 \S+, int8 weights \S+, int4/
	);
	await figure.locator('.bars').first().hover();
	await expect(figure.locator('.reading')).toContainText(/Output 33/);
});

test('the larger layer, calibrated otherwise, and a link to it', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(page, '?quantized-layer.batch=1&quantized-layer.range=mse');
	await figure.getByRole('radio', { name: 'random, 1,024 × 1,024' }).check();
	await expect(figure.locator('[data-weights]')).toHaveAttribute('data-weights', 'random', {
		timeout: 30_000
	});
	await expect(cells(figure, 'float32').nth(3)).toHaveText(/4\.19\sMB/);
	await expect(figure.locator('.reading')).toContainText('The first 64 of 1,024 outputs');
	await figure.getByRole('radio', { name: '99%', exact: true }).check();
	await expect(figure).toContainText('Some inputs lie outside what calibration saw');
	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	expect(link.searchParams.get('quantized-layer.weights')).toBe('random');
	expect(link.searchParams.get('quantized-layer.range')).toBe('percentile:99');
});

test('nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	await opened(page);
	await expectNoAxeViolations(page, 'figure:has(.panels)');
});
