import { expect, type Locator, type Page } from '@playwright/test';
import { curveOf } from '../widgets/ruler/curves';
import { expectNoAxeViolations, test } from './support';
import { cli } from './tensors';

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`compressing-models/${query}`);
	const figure = page.getByRole('figure', { name: 'What is left of a curve between the marks?' });
	await figure.scrollIntoViewIfNeeded();
	return figure;
}

const state = (figure: Locator) => figure.locator('[data-mse]');
const statAt = (figure: Locator, label: string) =>
	figure.locator('.stat', { has: figure.page().getByText(label, { exact: true }) }).locator('.value');

async function expectAsTheCli(figure: Locator, curve: 'swell' | 'positive', bits: number, mode: string) {
	const values = curveOf(curve);
	const { mse, scale, zero_point } = cli(
		{ shape: [values.length], values },
		{ method: 'linear', bits, mode }
	);
	await expect(state(figure)).toHaveAttribute('data-bits', String(bits));
	await expect(state(figure)).toHaveAttribute('data-mode', mode);
	await expect.poll(async () => Number(await state(figure).getAttribute('data-mse'))).toBeCloseTo(mse, 9);
	const number = async (label: string) =>
		Number((await statAt(figure, label).innerText()).replace('−', '-'));
	expect(await number('Between two')).toBeCloseTo(scale, 3);
	expect(await number('Zero is integer')).toBe(zero_point);
}

test('the error is the one that the command line prints, for any bits and wherever zero goes', async ({
	page
}) => {
	const figure = await opened(page);
	await expectAsTheCli(figure, 'swell', 3, 'asymmetric');
	await figure.getByRole('slider', { name: 'Bits for each value' }).focus();
	await page.keyboard.press('ArrowRight');
	await expectAsTheCli(figure, 'swell', 4, 'asymmetric');
	await figure.getByRole('radio', { name: 'Never negative' }).check();
	await expectAsTheCli(figure, 'positive', 4, 'asymmetric');
	await expect(statAt(figure, 'Marks')).toHaveText('16');
	await figure.getByRole('radio', { name: 'In the middle' }).check();
	await expectAsTheCli(figure, 'positive', 4, 'symmetric');
	await expect(statAt(figure, 'Marks')).toHaveText('15');
});

test('a curve is drawn by pointer and by keys, and a link brings it back', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(page);
	const plot = figure.getByRole('application', { name: 'A curve and its copy' });
	const before = await state(figure).getAttribute('data-mse');
	const { x, y, width, height } = (await plot.boundingBox())!;
	await page.mouse.move(x + 0.2 * width, y + 0.1 * height);
	await page.mouse.down();
	await page.mouse.move(x + 0.6 * width, y + 0.9 * height, { steps: 5 });
	await page.mouse.up();
	await expect(figure.getByRole('radio', { name: 'Your own' })).toBeChecked();
	await expect.poll(() => state(figure).getAttribute('data-mse')).not.toBe(before);

	await plot.focus();
	await page.keyboard.press('End');
	const news = plot.getByRole('status');
	await expect(news).toContainText('Place 96 of 96: 0.36');
	await page.keyboard.press('ArrowUp');
	await expect(news).toContainText('Place 96 of 96: 0.41');
	const drawn = await state(figure).getAttribute('data-mse');

	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	await expect(state(await opened(page, link.search))).toHaveAttribute('data-mse', drawn!);
});

test('nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	await expect(state(await opened(page))).toBeVisible();
	await expectNoAxeViolations(
		page,
		'figure:has([data-mse]):has([role=application][aria-label="A curve and its copy"])'
	);
});
