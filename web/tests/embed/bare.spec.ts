import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { shifts, shows, site, test, told } from './support';

const big = (page: import('@playwright/test').Page) => page.locator('roundoff-kmeans-image').first();

test('two lines in a post become the figure, in its own colours and the post’s font', async ({ page }) => {
	await page.goto('bare.html');
	await shows(big(page), 8);
	await shows(page.locator('#small'), 2);
	expect((await told(page)).filter((line) => line.includes('ready'))).toHaveLength(2);
	expect((await told(page)).filter((line) => line.includes('error'))).toEqual([]);

	const { font, border, spacing } = await big(page)
		.getByRole('button', { name: 'Download the PNG' })
		.evaluate((button) => {
			const style = getComputedStyle(button);
			return { font: style.fontFamily, border: style.borderTopWidth, spacing: style.letterSpacing };
		});
	expect({ font, border, spacing }).toEqual({ font: 'Georgia, serif', border: '1px', spacing: 'normal' });
	const chosen = big(page).locator('label', { hasText: 'sRGB' }).locator('span');
	await expect(chosen).toHaveCSS('background-color', 'rgb(0, 100, 0)');
	await expect(page.locator('#after')).toHaveCSS('border-top-width', '7px');
	await expect(page.locator('#small').getByText('My own words.')).toBeVisible();
	await expect(page.locator('#small').getByText('Point at a colour')).toBeHidden();
	await expectNoAxeViolations(page);
});

test('nothing moves while it loads', async ({ page }) => {
	await page.goto('bare.html');
	await shows(big(page), 8);
	await shows(page.locator('#small'), 2);
	expect(await shifts(page)).toBeLessThan(0.05);
});

test('the two lines keep the room until the script has come', async ({ page }) => {
	await page.route(`${site}embed/roundoff.js`, async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 700));
		await route.continue();
	});
	await page.goto('two-lines.html');
	await shows(big(page), 8);
	expect(await shifts(page)).toBeLessThan(0.01);
	// What it would be without the style.
	await page.route(`${site}embed/roundoff.css`, (route) => route.fulfill({ contentType: 'text/css' }));
	await page.goto('two-lines.html');
	await shows(big(page), 8);
	expect(await shifts(page)).toBeGreaterThan(0.05);
});

test('attributes follow the reader, and the widget follows attributes and properties', async ({ page }) => {
	await page.goto('bare.html');
	const element = big(page);
	await shows(element, 8);
	const slider = element.getByRole('slider', { name: 'How many colours' });
	await slider.focus();
	await page.keyboard.press('PageUp');
	await expect(element).toHaveAttribute('k', '16');
	expect(await element.evaluate((node: HTMLElementTagNameMap['roundoff-kmeans-image']) => node.k)).toBe(16);
	await shows(element, 16);
	expect(await told(page)).toContain('roundoff-kmeans-image change {"k":16,"space":"srgb"}');

	await element.evaluate((node: HTMLElementTagNameMap['roundoff-kmeans-image']) => (node.k = 5));
	await expect(element).toHaveAttribute('k', '5');
	await shows(element, 5);
	await element.evaluate((node) => node.setAttribute('space', 'oklab'));
	await expect(element.getByRole('radio', { name: 'Oklab' })).toBeChecked();
	await element.evaluate((node) => node.toggleAttribute('slider', false));
	await expect(slider).toHaveCount(0);
	await expect(page).toHaveURL(/bare\.html$/);
});

test('an attribute that makes no sense is told in one line, and the first value stands', async ({ page }) => {
	await page.goto('bare.html');
	const element = big(page);
	await shows(element, 8);
	await element.evaluate((node) => node.setAttribute('k', 'many'));
	await shows(element, 16);
	expect(await told(page)).toContain(
		'roundoff-kmeans-image error {"message":"<roundoff-kmeans-image>: k=\\"many\\" is not a whole number from 1 to 256"}'
	);
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('the fallback picture and the caption stand in the post', async ({ page }) => {
		await page.goto('bare.html');
		await expect(page.getByRole('img', { name: 'A dog' })).toBeVisible();
		await expect(page.getByText('My own words.')).toBeVisible();
	});
});
