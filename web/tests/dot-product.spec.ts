import { expect, type Locator, type Page } from '@playwright/test';
import { formatCompact } from '../parts/format';
import { expectNoAxeViolations, numberOf, test } from './support';
import { run } from './tensors';

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: 'How wrong is a sum of products in fewer bits?' });
	await figure.scrollIntoViewIfNeeded();
	await expectFull(figure);
	return figure;
}

const plot = (figure: Locator) => figure.locator('[data-length]');
const expectFull = (figure: Locator) =>
	expect(plot(figure)).toHaveAttribute('data-seeds', '64', { timeout: 20_000 });

/** Medians of a format, as the table has them: one by one, in pairs, in float32. */
async function medians(figure: Locator, format: string): Promise<number[]> {
	const cells = await figure
		.getByRole('row', { name: new RegExp(`^${format}`) })
		.getByRole('cell')
		.allInnerTexts();
	return cells.map(numberOf);
}

/** All medians are those that the command line prints. */
async function expectAsCli(figure: Locator, ...options: string[]): Promise<void> {
	const { rows } = JSON.parse(run('dot', '--seeds', '64', '--json', ...options)) as {
		rows: { format: string; median: number | null }[];
	};
	for (const format of new Set(rows.map(({ format }) => format))) {
		const expected = rows.filter((row) => row.format === format);
		// float32 has no column of its own for sums in float32
		await expect
			.poll(async () => (await medians(figure, format)).slice(0, expected.length), { message: format })
			.toEqual(expected.map(({ median }) => numberOf(formatCompact(median ?? Infinity))));
	}
}

test('fewer bits lose more, and adding in float32 loses least', async ({ page }) => {
	const figure = await opened(page);
	let last = 0;
	for (const format of ['float32', 'float16', 'bfloat16', 'fp8_e4m3', 'fp8_e5m2']) {
		const [naive = 0, pairwise = 0, long = 0] = await medians(figure, format);
		expect(naive).toBeGreaterThan(last);
		expect(pairwise).toBeLessThan(naive);
		if (format !== 'float32') expect(long).toBeLessThan(pairwise);
		last = naive;
	}
	await expect(figure.locator('.row')).toHaveCount(14);
});

test('a drag answers with fewer draws while the hand moves, and ends with all of them', async ({ page }) => {
	const figure = await opened(page);
	const seen = await plot(figure).evaluateHandle((element) => {
		const seen: string[] = [];
		new MutationObserver(() => seen.push(`${element.dataset.length} ${element.dataset.seeds}`)).observe(
			element,
			{
				attributeFilter: ['data-length', 'data-seeds']
			}
		);
		return seen;
	});
	const slider = figure.getByRole('slider', { name: 'Entries of each vector' });
	await slider.scrollIntoViewIfNeeded();
	const box = (await slider.boundingBox())!;
	const y = box.y + box.height / 2;
	await page.mouse.move(box.x + box.width / 2, y);
	await page.mouse.down();
	for (let step = 1; step <= 30; step++) {
		await page.mouse.move(box.x + box.width * (0.5 + step / 100), y);
		await page.waitForTimeout(16);
	}
	await page.mouse.up();
	await expectFull(figure);
	const length = Number((await figure.locator('output').innerText()).replaceAll(',', ''));
	expect(length).toBeGreaterThan(3000);
	await expect(plot(figure)).toHaveAttribute('data-length', String(length));
	const drafts = (await seen.jsonValue()).filter((entry) => !entry.endsWith(' 64'));
	expect(new Set(drafts).size).toBeGreaterThan(3);
	await expect(figure.getByRole('status').last()).toContainText('median errors: float32');
	await expectAsCli(figure, '--length', String(length));
	await figure.getByRole('radio', { name: 'all positive' }).check();
	await expectAsCli(figure, '--length', String(length), '--values', 'uniform');
});

test('positive values stall one by one, and overflow E4M3 in pairs', async ({ page }) => {
	const figure = await opened(page, '?dot-product.length=4096');
	const before = await medians(figure, 'fp8_e4m3');
	await expect(figure).toContainText('No sum is larger than its format can hold');
	await figure.getByRole('radio', { name: 'all positive' }).check();
	await expect(figure).toContainText('Overflow: fp8_e4m3 in pairs, 64 of 64');
	const after = await medians(figure, 'fp8_e4m3');
	expect(after[0]!).toBeGreaterThan(10 * before[0]!);
	expect(after[1]).toBe(Infinity);
});

test('other vectors, and a link that brings them back', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(page, '?dot-product.length=100');
	const first = await medians(figure, 'float16');
	await figure.getByRole('button', { name: 'Other vectors' }).click();
	await expect.poll(() => medians(figure, 'float16')).not.toEqual(first);
	const second = await medians(figure, 'float16');
	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	expect(Object.fromEntries(link.searchParams)).toEqual({
		'dot-product.length': '100',
		'dot-product.values': 'normal',
		'dot-product.seed': '2'
	});
	const again = await opened(page, link.search);
	await expect.poll(() => medians(again, 'float16')).toEqual(second);
});

test('nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	const figure = await opened(page);
	await expect(figure.getByRole('img', { name: /^bfloat16 in pairs: median error/ })).toBeVisible();
	await expectNoAxeViolations(page, 'figure:has([data-length])');
});
