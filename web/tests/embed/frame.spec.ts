import { expect } from '@playwright/test';
import { compile } from 'svelte/compiler';
import { transformWithOxc } from 'vite';
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

test('a frame that grows with its picture does not make the picture grow', async ({ page }) => {
	const widths = [];
	for (const height of [500, 2500]) {
		await page.setViewportSize({ width: 1400, height });
		await page.goto(`${site}embed/kmeans-image/?k=4&slider`);
		await expect(page.locator('[data-k="4"]')).toBeAttached({ timeout: 20_000 });
		widths.push(await page.locator('[data-k="4"]').evaluate((element) => element.clientWidth));
	}
	expect(widths[0]).toBe(widths[1]);
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

test('what the gallery gives to copy places the widget as it was set up', async ({ page }) => {
	test.slow(true, 'every widget is on the gallery');
	await page.goto(`${site}widgets/#ruler`);
	const place = page
		.locator('details.place')
		.filter({ has: page.locator('[aria-label$="roundoff-ruler"]') });
	await place.getByText('Put it in your post').click();
	const controls = place.getByRole('group', { name: 'Attributes of roundoff-ruler', exact: true });
	const bits = controls.getByRole('slider', { name: 'bits' });
	await bits.press('ArrowRight');
	await bits.press('ArrowRight');
	await controls.getByLabel('mode').selectOption('symmetric');
	const figure = page.locator('.figure', {
		has: page.getByRole('slider', { name: 'Bits for each value' })
	});
	await expect(figure.getByRole('slider', { name: 'Bits for each value' })).toHaveAttribute(
		'aria-valuetext',
		'5 bits'
	);
	const copied: Record<string, string> = {};
	for (const way of ['Element', 'iframe', 'Svelte', 'React']) {
		await place.getByRole('radio', { name: way }).check();
		const code = place.getByRole('region', { name: 'Code that places roundoff-ruler' });
		await expect(code).toContainText(/bits\W+5\b.*mode\W+symmetric/);
		copied[way] = (await code.textContent())!;
	}
	const compiled = {
		Svelte: compile(copied.Svelte!, { generate: 'client' }).js.code,
		React: (await transformWithOxc(copied.React!, 'Figure.tsx')).code
	};
	for (const code of Object.values(compiled)) {
		expect(code).toMatch(/\bbits: 5\b/);
		expect(code).toMatch(/\bmode: ['"]symmetric['"]/);
	}

	for (const way of ['Element', 'iframe']) {
		await page.goto('plain.html');
		// Its scripts run, as those of a page do.
		await page.evaluate(
			(code) =>
				document
					.querySelector('#here')!
					.append(document.createRange().createContextualFragment(code)),
			copied[way]!
		);
		const post = way === 'iframe' ? page.frameLocator('iframe') : page;
		const figure = post.locator('roundoff-ruler');
		await expect(figure.getByRole('slider', { name: 'Bits for each value' })).toHaveAttribute(
			'aria-valuetext',
			'5 bits'
		);
		await expect(figure.getByRole('radio', { name: 'In the middle' })).toBeChecked();
		const log = () =>
			figure.evaluate((node) => (node.ownerDocument.defaultView as unknown as { told: string[] }).told);
		await expect.poll(log).toContain('roundoff-ruler ready null');
	}
});
