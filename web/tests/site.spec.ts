import { expect, type Page } from '@playwright/test';
import { articlePath, expectNoAxeViolations, test, wakeFigures } from './support';

const pages = ['', articlePath, 'compressing-models/', 'quantization/', 'widgets/', 'webcam/'];

/** Adds up the layout shifts from the first byte on; call before the page is loaded. */
async function watchForShifts(page: Page): Promise<() => Promise<number>> {
	await page.addInitScript(() => {
		const shifts: number[] = ((window as unknown as { shifts: number[] }).shifts = []);
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
		}).observe({ type: 'layout-shift', buffered: true });
	});
	return () =>
		page.evaluate(() =>
			(window as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0)
		);
}

// Waking every figure of a page takes seconds: each page is loaded twice, on a phone and on a desk, and looked at in
// all ways from there.
for (const path of pages) {
	test.describe(`/${path}`, () => {
		test.slow(true, 'every figure is woken, and every element audited twice');

		test('does not shift on a phone while it loads and wakes, and fits every width', async ({ page }) => {
			const shifts = await watchForShifts(page);
			await page.setViewportSize({ width: 280, height: 800 });
			await page.goto(path, { waitUntil: 'networkidle' });
			await wakeFigures(page);
			expect(await shifts()).toBeLessThan(0.05);
			for (const width of [280, 360, 390, 768, 1280]) {
				await page.setViewportSize({ width, height: 800 });
				await expect
					.poll(() => page.evaluate(() => document.documentElement.scrollWidth))
					.toBeLessThanOrEqual(width);
			}
		});

		test('does not shift on a desk, and has no accessibility violation in light and dark', async ({
			page
		}) => {
			const shifts = await watchForShifts(page);
			await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
			await page.goto(path, { waitUntil: 'networkidle' });
			await wakeFigures(page);
			expect(await shifts()).toBeLessThan(0.05);
			await expectNoAxeViolations(page);
			await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
			await expectNoAxeViolations(page);
		});
	});
}

test('while a figure is worked at, blocks far from the screen rest in their places', async ({ page }) => {
	await page.goto('compressing-models/', { waitUntil: 'networkidle' });
	const blocks = page.locator('article > *');
	const resting = page.locator('article > [style*="content-visibility: auto"]');
	const slider = page.locator('article').getByRole('slider').first();
	await slider.scrollIntoViewIfNeeded();
	expect(await resting.count()).toBe(0);
	await slider.focus();
	await expect.poll(() => resting.count()).toBeGreaterThan(50);
	const places = () => blocks.evaluateAll((all) => all.map((block) => block.getBoundingClientRect().top));
	const before = await places();
	const content = 'article > * { content-visibility: visible !important }';
	const style = await page.addStyleTag({ content });
	const moved = (await places()).map((top, i) => Math.abs(top - before[i]!));
	expect(Math.max(...moved)).toBeLessThan(1);
	await style.evaluate((element) => (element as Element).remove());

	const last = blocks.last();
	await expect(last).toHaveAttribute('style', /content-visibility: auto/);
	await last.scrollIntoViewIfNeeded();
	await expect(last).not.toHaveAttribute('style', /content-visibility/);
	await slider.blur();
	expect(await resting.count()).toBe(0);
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the article reads, and every figure shows a stored first picture', async ({ page }) => {
		await page.goto(articlePath);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expect(page.locator('.katex').first()).toBeVisible();
		const figures = page.locator('figure.figure');
		expect(await figures.count()).toBeGreaterThanOrEqual(5);
		for (const image of await page.locator('figure.figure img').all()) {
			await image.scrollIntoViewIfNeeded();
			await expect(image).toHaveJSProperty('complete', true);
			expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(
				0
			);
		}
		expect(await page.locator('figure.figure img').count()).toBeGreaterThanOrEqual(4);
	});

	test('the home page leads to it', async ({ page }) => {
		await page.goto('');
		await page
			.getByRole('link', { name: /On model quantization error/i })
			.first()
			.click();
		await expect(page).toHaveURL(new RegExp(articlePath));
	});
});

test('the article is within its weight before the reader touches anything', async ({ page }) => {
	const bytes = { script: 0, wasm: 0 };
	page.on('response', async (response) => {
		const type = response.headers()['content-type'] ?? '';
		const kind = type.startsWith('text/javascript')
			? 'script'
			: type === 'application/wasm'
				? 'wasm'
				: undefined;
		if (!kind) return;
		expect(response.headers()['content-encoding']).toBe('br');
		bytes[kind] += Number(response.headers()['content-length']);
	});
	await page.goto(articlePath, { waitUntil: 'networkidle' });
	await wakeFigures(page);
	await page.waitForLoadState('networkidle');
	expect(bytes.script).toBeGreaterThan(0);
	expect(bytes.script).toBeLessThanOrEqual(100_000);
	await expect.poll(() => bytes.wasm).toBeGreaterThan(0);
	expect(bytes.wasm).toBeLessThanOrEqual(80_000);
});

test('the policy allows no eval', async ({ page }) => {
	await page.goto(articlePath);
	const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content');
	expect(policy).toContain("'wasm-unsafe-eval'");
	expect(policy).not.toContain("'unsafe-eval'");
});
