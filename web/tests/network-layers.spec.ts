import { expect, type Locator, type Page } from '@playwright/test';
import { formatDecibels } from '../parts/format';
import { expectNoAxeViolations, test } from './support';
import { cli, networkFile } from './tensors';

const title = 'Which layers mind, and what does the whole network weigh?';
const stage = (figure: Locator) => figure.locator('[data-after]');
const layer = (figure: Locator, name: string) =>
	figure
		.getByRole('listitem')
		.filter({ has: figure.page().getByRole('checkbox', { name: new RegExp(`^${name} `) }) });

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`compressing-models/${query}`);
	const figure = page.getByRole('figure', { name: title });
	await figure.scrollIntoViewIfNeeded();
	return figure;
}

const ofCli = (name: string, bits: number, granularity: Record<string, string | number>) =>
	cli(`${networkFile}:${name}/kernel`, { method: 'linear', bits, mode: 'symmetric', ...granularity });

test('each layer is as exact, and as large, as the command line says', async ({ page }) => {
	const figure = await opened(page);
	const channel = { granularity: 'channel', axis: 3 };
	await expect(layer(figure, 'UPN2')).toContainText(formatDecibels(ofCli('UPN2', 8, channel).sqnr_db));
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
	await expect(stage(figure)).toHaveAttribute('data-bits', '4');
	await figure.getByRole('radio', { name: 'Group of 32' }).check();
	await expect(stage(figure)).toHaveAttribute('data-granularity', 'group');
	const grouped = ofCli('GFF_1', 4, { granularity: 'group', 'group-size': 32 });
	await expect(layer(figure, 'GFF_1')).toContainText(formatDecibels(grouped.sqnr_db));
	await expect(figure.getByRole('radio', { name: 'Group of 32' })).toBeChecked();
});

test('a layer that is left alone weighs what it did, and a link remembers it', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(page);
	await expect(stage(figure)).toHaveAttribute('data-after', /\d/);
	const before = Number(await stage(figure).getAttribute('data-after'));
	const { bytes } = ofCli('UPN3', 8, { granularity: 'channel', axis: 3 });
	await layer(figure, 'UPN3').getByRole('checkbox').focus();
	await page.keyboard.press('Space');
	const after = String(before + bytes.before - bytes.after);
	await expect(stage(figure)).toHaveAttribute('data-after', after);
	await expect(layer(figure, 'UPN3')).toContainText('float32');
	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	await expect(stage(await opened(page, link.search))).toHaveAttribute('data-after', after);
});

test('nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	await expect(stage(await opened(page))).toBeVisible();
	await expectNoAxeViolations(page, 'figure:has([data-after])');
});
