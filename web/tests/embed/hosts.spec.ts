/** Posts made by the tools that people make posts with. */
import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { shows, test } from './support';

test('a post in Markdown, through Eleventy', async ({ page }) => {
	await page.goto('markdown/');
	await expect(page.locator('em')).toHaveText('words');
	const element = page.locator('roundoff-kmeans-image');
	await shows(element, 8);
	await expect(element.getByRole('img', { name: 'The original: a dog' })).toBeVisible();
	await expectNoAxeViolations(page);
});

test('a page in React: properties go in, events come out', async ({ page }) => {
	await page.goto('react.html');
	const element = page.locator('roundoff-kmeans-image');
	await shows(element, 8);
	await element.getByRole('slider', { name: 'How many colours' }).focus();
	await page.keyboard.press('PageUp');
	await expect(page.locator('output').first()).toHaveText('16');
	await page.getByRole('button', { name: 'Four of them' }).click();
	await shows(element, 4);
	await expectNoAxeViolations(page);
});

test('one file by itself, with its core in it', async ({ page }) => {
	const requests: string[] = [];
	page.on('request', (request) => requests.push(new URL(request.url()).pathname));
	await page.goto('single.html');
	await shows(page.locator('roundoff-kmeans-image'), 8);
	expect(requests.filter((path) => /^\/.*\.(js|wasm)$/.test(path))).toEqual([
		'/roundoff/single/kmeans-image.js'
	]);
});
