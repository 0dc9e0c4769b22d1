/** Posts made by the tools that people make posts with. */
import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { blog, shows, test, told } from './support';

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

test('a page in Svelte: what is bound follows the reader, and the widget follows it', async ({ page }) => {
	await page.goto('svelte.html');
	const bits = page.locator('roundoff-ruler').getByRole('slider', { name: 'Bits for each value' });
	await expect(bits).toHaveAttribute('aria-valuetext', '4 bits', { timeout: 20_000 });
	await expect.poll(() => told(page)).toContain('roundoff-ruler ready null');
	await bits.press('ArrowRight');
	await expect(page.locator('output').first()).toHaveText('5');
	await page.getByRole('button', { name: 'Six of them' }).click();
	await expect(bits).toHaveAttribute('aria-valuetext', '6 bits');
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

test('one file by itself draws in a sandbox, with all that it stands on in it', async ({ page }) => {
	// A picture, a network’s layers, what was evaluated: all that the site stores for widgets. Nothing lies beside them here.
	const widgets = ['kmeans-image', 'roundings', 'quantization-curves'];
	for (const widget of widgets) {
		await page.goto('plain.html');
		await page.evaluate(
			([src, tag]) => {
				const frame = document.createElement('iframe');
				frame.sandbox.add('allow-scripts');
				frame.width = '700';
				frame.height = '900';
				frame.srcdoc = `<script type="module" src="${src}"></script><${tag}></${tag}>`;
				document.querySelector('#here')!.append(frame);
			},
			[`${blog}embed/single/${widget}.js`, `roundoff-${widget}`] as const
		);
		const frame = page.frameLocator('iframe').locator('html');
		const told = () => frame.evaluate(() => (window as unknown as { told: string[] }).told);
		await expect.poll(told, { timeout: 30_000 }).toContain(`roundoff-${widget} ready null`);
		expect((await told()).filter((line) => line.includes('error {'))).toEqual([]);
	}
});
