import { expect, type Locator, type Page } from '@playwright/test';
import { formatCompact } from '../parts/format';
import { expectNoAxeViolations, test } from './support';
import { networkFile, run } from './tensors';

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: 'Which way should a weight be rounded?' });
	await figure.scrollIntoViewIfNeeded();
	// A time is measured here or nowhere.
	await expect(
		figure
			.getByRole('row', { name: /^Nearest/ })
			.getByRole('cell')
			.last()
	).toHaveText(/\d/, {
		timeout: 30_000
	});
	return figure;
}

const cells = (figure: Locator, method: string) =>
	figure.getByRole('row', { name: new RegExp(`^${method}`) }).getByRole('cell');

interface Rounding {
	method: string;
	mse: number;
	bias: number;
	output_error: number;
	deviation: number;
}

test('every number but the times is what the command line prints, at any bits and seed', async ({ page }) => {
	const figure = await opened(page);
	const expectAsCli = async (bits: number, seed: number) => {
		const options = ['--outputs-last', '--bits', String(bits), '--seed', String(seed), '--json'];
		const rows = JSON.parse(run('roundings', `${networkFile}:GFF_1/kernel`, ...options)) as Rounding[];
		expect(rows).toHaveLength(6);
		for (const { method, mse, bias, output_error, deviation } of rows) {
			const label = method === 'power_of_two' ? 'Logarithmic' : method;
			const found = cells(figure, label[0]!.toUpperCase() + label.slice(1));
			await expect(found.nth(0)).toHaveText(formatCompact(mse));
			await expect(found.nth(1)).toHaveText((bias > 0 ? '+' : '') + formatCompact(bias));
			await expect(found.nth(2)).toHaveText(`${formatCompact(100 * output_error)}\u00a0%`);
			if (method === 'stochastic')
				await expect(found.nth(3)).toHaveText(`${formatCompact(100 * deviation)}\u00a0%`);
		}
	};
	await expectAsCli(4, 1);
	await figure.getByRole('slider', { name: 'Bits of the integers' }).focus();
	await page.keyboard.press('ArrowRight');
	await expect(figure.locator('[data-bits]')).toHaveAttribute('data-bits', '5');
	await expectAsCli(5, 1);
	await figure.getByRole('button', { name: 'Other lots and inputs' }).click();
	await expect(figure.locator('[data-bits]')).toHaveAttribute('data-seed', '2');
	await expectAsCli(5, 2);
});

test('adaptive rounding is worse in the weights and better in the outputs', async ({ page }) => {
	const figure = await opened(page);
	const name = await figure.getByRole('img', { name: /^Adaptive/ }).getAttribute('aria-label');
	const [, weights, outputs] = /: ([\d.]+)\s×.*weights, ([\d.]+)\s×/.exec(name!)!;
	expect(Number(weights)).toBeGreaterThan(1);
	expect(Number(outputs)).toBeLessThan(1);
	await expect(cells(figure, 'Floor').nth(1)).toContainText('−');
	await expect(cells(figure, 'Ceil').nth(1)).toContainText('+');
	await expect(cells(figure, 'Nearest').nth(3)).toHaveText('–');
	await expect(cells(figure, 'Stochastic').nth(3)).toHaveText(/\d/);
});

test('a link brings bits and lots back', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(page, '?roundings.bits=3');
	const first = await cells(figure, 'Stochastic').nth(2).innerText();
	await figure.getByRole('button', { name: 'Other lots and inputs' }).click();
	await expect(figure.locator('[data-bits]')).toHaveAttribute('data-seed', '2');
	const second = await cells(figure, 'Stochastic').nth(2).innerText();
	expect(second).not.toBe(first);
	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	expect(Object.fromEntries(link.searchParams)).toEqual({ 'roundings.bits': '3', 'roundings.seed': '2' });
	await expect(cells(await opened(page, link.search), 'Stochastic').nth(2)).toHaveText(second);
});

test('says so when the network cannot be fetched, and tries again', async ({ page }) => {
	await page.route('**/*.safetensors', (route) =>
		route.fulfill({ status: 200, contentType: 'application/octet-stream', body: 'no network' })
	);
	// Alone on its page: another figure that asks for the network in the moment between would share its refusal.
	await page.goto('embed/roundings/');
	const figure = page.getByRole('figure', { name: 'Which way should a weight be rounded?' });
	await expect(figure.getByRole('alert')).not.toBeEmpty({ timeout: 30_000 });
	await page.unroute('**/*.safetensors');
	await figure.getByRole('button', { name: 'Other lots and inputs' }).click();
	// What was wrong is said until the answer is there, and every rounding is timed for it.
	await expect(figure.getByRole('alert')).toBeEmpty({ timeout: 30_000 });
	await expect(cells(figure, 'Nearest').last()).toHaveText(/\d/);
});

test('nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	await opened(page);
	await expectNoAxeViolations(page, 'figure:has(.comparison)');
});
