import { expect } from '@playwright/test';
import { numberAt } from './exhibit';
import { expectNoAxeViolations, test } from './support';

test('the gallery shows the picture that src names, and writes it into the code', async ({ page }) => {
	test.slow(true, 'every widget is on it');
	await page.goto('widgets/#kmeans-image');
	const place = page.locator('details.place').first();
	await place.getByText('Put it in your post').click();
	// a picture that the site itself has
	const src = new URL('posters/dog-2.png', page.url().replace(/widgets\/.*/, '')).pathname;
	await place.getByRole('textbox', { name: 'src' }).fill(src);
	await place.getByRole('textbox', { name: 'src' }).press('Tab');
	await place.getByRole('textbox', { name: 'alt' }).fill('a dog of two colours');
	await place.getByRole('textbox', { name: 'alt' }).press('Tab');
	await place.getByLabel('theme').selectOption('dark');
	const code = place.getByRole('region', { name: 'Code that places roundoff-kmeans-image' });
	await expect(code).toContainText(`k="16" slider src="${src}" alt="a dog of two colours" theme="dark"`);
	const figure = page.getByRole('figure').first();
	await expect(figure).toHaveCSS('color-scheme', 'dark');
	await expect(figure).toHaveCSS('background-color', 'rgb(22, 24, 28)');
	await expect(figure).toHaveCSS('color', 'rgb(231, 229, 224)');
	// its two colours are found exactly
	await expect.poll(() => numberAt(figure, 'Mean squared error'), { timeout: 30_000 }).toBe(0);
});

test('what there is for a post, opened, has no accessibility violation', async ({ page }) => {
	test.slow(true, 'every widget is on it');
	await page.goto('widgets/');
	await page.evaluate(() => {
		for (const place of document.querySelectorAll<HTMLDetailsElement>('details.place')) place.open = true;
	});
	await expect(page.locator('details.place').last()).toHaveAttribute('open');
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		await expectNoAxeViolations(page, 'details.place');
	}
});
