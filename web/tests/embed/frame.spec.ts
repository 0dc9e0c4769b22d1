import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { blog, site, test } from './support';

test('a frame on another origin is as high as the widget in it, whatever its width', async ({ page }) => {
	await page.goto('framed.html');
	const frame = page.frameLocator('iframe');
	const drawn = frame.locator('[data-k]');
	await expect(drawn).toHaveAttribute('data-k', '8', { timeout: 20_000 });
	await expect(drawn).toHaveAttribute('data-effort', 'full');
	await expect(frame.getByRole('slider', { name: 'How many colours' })).toBeVisible();
	const fits = async () => {
		const [scrolls, shown] = await frame
			.locator('html')
			.evaluate((html) => [html.scrollHeight, html.clientHeight]);
		return scrolls! - shown!;
	};
	await expect.poll(fits).toBe(0);
	const wide = Number(await page.locator('iframe').getAttribute('height'));
	expect(wide).toBeGreaterThan(800);
	await page.setViewportSize({ width: 360, height: 800 });
	await expect.poll(async () => Number(await page.locator('iframe').getAttribute('height'))).not.toBe(wide);
	await expect.poll(fits).toBe(0);
	await expectNoAxeViolations(page);
});

test('an address that is pasted can be turned into the frame', async ({ page, request }) => {
	await page.goto(`${site}embed/kmeans-image/?k=4`);
	await expect(page.locator('[data-k="4"]')).toBeAttached({ timeout: 20_000 });
	await expectNoAxeViolations(page);
	const link = page.locator('link[type="application/json+oembed"]');
	const path = new URL((await link.getAttribute('href'))!).pathname.slice(1);
	const answer = await request.get(`${site}${path}`, { headers: { origin: blog } });
	expect(answer.headers()['access-control-allow-origin']).toBe('*');
	const { type, version, html, width, height } = await answer.json();
	expect({ type, version }).toEqual({ type: 'rich', version: '1.0' });
	expect(width * height).toBeGreaterThan(0);
	expect(html).toMatch(
		/^<iframe src="https?:\/\/[^"]+\/embed\/kmeans-image\/" title="K-means on a picture"/
	);
});

test('a frame with a sandbox, whose origin is nobody’s, draws too', async ({ page }) => {
	await page.goto('empty.html');
	await page.evaluate((site) => {
		document.querySelector('#here')!.innerHTML = ['kmeans-image/?k=8&slider', 'autoencoder/']
			.map(
				(path) =>
					`<iframe src="${site}embed/${path}" title="${path}" sandbox="allow-scripts" width="700" height="1100"></iframe>`
			)
			.join('');
	}, site);
	const [picture, network] = [page.frameLocator('iframe').first(), page.frameLocator('iframe').last()];
	expect(await picture.locator('html').evaluate(() => self.origin)).toBe('null');
	const drawn = picture.locator('[data-k]');
	await expect(drawn).toHaveAttribute('data-k', '8', { timeout: 20_000 });
	await expect(drawn).toHaveAttribute('data-effort', 'full');
	await picture.getByRole('slider', { name: 'How many colours' }).focus();
	await page.keyboard.press('PageUp');
	await expect(drawn).toHaveAttribute('data-k', '16');
	await page.locator('iframe').last().scrollIntoViewIfNeeded();
	const told = () => network.locator('html').evaluate(() => (window as unknown as { told: string[] }).told);
	await expect.poll(told, { timeout: 20_000 }).toContain('roundoff-autoencoder ready null');
	expect((await told()).filter((line) => line.includes('error {'))).toEqual([]);
});
