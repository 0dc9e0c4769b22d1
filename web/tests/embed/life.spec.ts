/** From being added to being removed: what elements share, what they keep and what they give back. */
import { expect, type Page } from '@playwright/test';
import { allTags, shows, site, test, told, usage } from './support';

const embed = `${site}embed/`;
const add = (page: Page, html: string, into = '#here') =>
	page.evaluate(
		([html, into]) => document.querySelector(into!)!.insertAdjacentHTML('beforeend', html!),
		[html, into]
	);

test('twenty on one page share one worker and one core, and memory settles', async ({ page }) => {
	const cores: string[] = [];
	page.context().on('request', (request) => {
		if (request.url().endsWith('.wasm')) cores.push(request.url());
	});
	await page.goto('empty.html');
	const ks = Array.from({ length: 20 }, (_, i) => i + 2);
	await add(
		page,
		ks.map((k) => `<roundoff-kmeans-image k="${k}" src="small.jpg"></roundoff-kmeans-image>`).join('')
	);
	for (const [i, k] of ks.entries()) await shows(page.locator('roundoff-kmeans-image').nth(i), k);
	expect(page.workers()).toHaveLength(1);
	expect(cores).toHaveLength(1);
	const { pictures, memory } = await usage(page, embed);
	expect(pictures).toBe(20);
	for (const [i, k] of ks.entries())
		await shows(page.locator('roundoff-kmeans-image').nth(19 - i), 21 - (k - 2));
	expect((await usage(page, embed)).memory).toBe(memory);
});

test('added and removed a hundred times, nothing is left behind', async ({ page }) => {
	await page.goto('empty.html');
	const cdp = await page.context().newCDPSession(page);
	const round = (times: number) =>
		page.evaluate(async (times) => {
			for (let i = 0; i < times; i++) {
				const element = document.createElement('roundoff-kmeans-image');
				element.k = 2 + (i % 5);
				element.slider = i % 2 === 0;
				element.src = 'small.jpg';
				const ready = new Promise((done) => element.addEventListener('roundoff-ready', done));
				document.querySelector('#here')!.append(element);
				await ready;
				element.remove();
			}
		}, times);
	const counters = async () => {
		await cdp.send('HeapProfiler.collectGarbage');
		await page.waitForTimeout(300); // measures that were waiting find that their picture has gone
		await cdp.send('HeapProfiler.collectGarbage');
		return cdp.send('Memory.getDOMCounters');
	};
	await round(20);
	const { memory } = await usage(page, embed);
	const before = await counters();
	await round(80);
	expect(await usage(page, embed)).toEqual({ pictures: 0, memory });
	const after = await counters();
	expect(after.nodes).toBeLessThanOrEqual(before.nodes + 50);
	expect(after.jsEventListeners).toBeLessThanOrEqual(before.jsEventListeners + 5);
	expect(page.workers()).toHaveLength(1);
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
});

test('removed before its picture came, it asks for nothing more', async ({ page }) => {
	await page.goto('empty.html');
	await page.evaluate(async () => {
		for (let i = 0; i < 5; i++) {
			const element = document.createElement('roundoff-kmeans-image');
			document.querySelector('#here')!.append(element);
			await new Promise((done) => setTimeout(done, 40 * i));
			element.remove();
		}
	});
	await expect.poll(async () => (await usage(page, embed)).pictures).toBe(0);
});

test('moved within the page it goes on, and keeps what the reader did', async ({ page }) => {
	await page.goto('empty.html');
	await add(page, '<roundoff-kmeans-image k="8" slider src="small.jpg"></roundoff-kmeans-image>');
	const element = page.locator('roundoff-kmeans-image');
	await shows(element, 8);
	await element.getByRole('slider', { name: 'How many colours' }).focus();
	await page.keyboard.press('PageUp');
	await shows(element, 16);
	await page.evaluate(() =>
		document.querySelector('#there')!.append(document.querySelector('roundoff-kmeans-image')!)
	);
	await shows(element, 16);
	expect((await usage(page, embed)).pictures).toBe(1);
	expect((await told(page)).filter((line) => line.includes('ready'))).toHaveLength(1);
	await element.evaluate((node) => node.remove());
	await expect.poll(async () => (await usage(page, embed)).pictures).toBe(0);
});

test('those of a group look at one picture with one k; others are left alone', async ({ page }) => {
	await page.goto('empty.html');
	await add(
		page,
		`<roundoff-kmeans-image group="a" k="8" slider src="small.jpg"></roundoff-kmeans-image>
		<roundoff-error-heatmap group="a"></roundoff-error-heatmap>
		<roundoff-error-heatmap id="alone" k="4" src="small.jpg"></roundoff-error-heatmap>`
	);
	const [image, heatmap, alone] = [
		page.locator('roundoff-kmeans-image'),
		page.locator('roundoff-error-heatmap').first(),
		page.locator('#alone')
	];
	await shows(heatmap, 8);
	await shows(alone, 4);
	await shows(image, 8);
	await image.getByRole('slider', { name: 'How many colours' }).focus();
	await page.keyboard.press('PageUp');
	await shows(heatmap, 16);
	await expect(heatmap).toHaveAttribute('k', '16');
	await expect(alone).toHaveAttribute('k', '4');
	expect((await usage(page, embed)).pictures).toBe(2);
});

test('a group that is named later is joined, and one that is no longer named is left', async ({ page }) => {
	await page.goto('empty.html');
	await add(
		page,
		`<roundoff-kmeans-image group="a" k="8" slider src="small.jpg"></roundoff-kmeans-image>
		<roundoff-error-heatmap src="small.jpg"></roundoff-error-heatmap>`
	);
	const image = page.locator('roundoff-kmeans-image');
	const heatmap = page.locator('roundoff-error-heatmap');
	await shows(image, 8);
	await shows(heatmap, 16);
	expect((await usage(page, embed)).pictures).toBe(2);
	await heatmap.evaluate((node) => node.setAttribute('group', 'a'));
	await shows(heatmap, 8);
	await expect.poll(async () => (await usage(page, embed)).pictures).toBe(1);
	const slider = image.getByRole('slider', { name: 'How many colours' });
	await slider.focus();
	await page.keyboard.press('PageUp');
	await shows(heatmap, 16);

	await heatmap.evaluate((node) => node.removeAttribute('group'));
	await slider.press('PageUp');
	await shows(image, 32);
	await shows(heatmap, 16);
	expect((await usage(page, embed)).pictures).toBe(2);
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
});

test('far below the screen nothing is fetched but posters, until it comes near', async ({ page }) => {
	const asked: string[] = [];
	page.on('request', (request) => asked.push(new URL(request.url()).pathname));
	await page.goto('empty.html');
	const tags = await allTags(page);
	await page.waitForLoadState('networkidle');
	const forScript = asked.length;
	await page.evaluate((tags) => {
		// As far as no browser fetches a lazy picture.
		const far = '<div style="height: 20000px"></div>';
		document.querySelector('#here')!.innerHTML = far + tags.map((tag) => `<${tag}></${tag}>`).join(far);
	}, tags);
	for (const tag of tags) await expect(page.locator(tag).locator('[part="poster"]')).toBeAttached();
	await page.waitForLoadState('networkidle');
	const fetched = asked.slice(forScript);
	expect(fetched.filter((path) => !/\/(posters\/[\w-]+\.(png|svg)|dog-[\w-]+\.jpg)$/.test(path))).toEqual(
		[]
	);
	expect(page.workers()).toEqual([]);
	expect(await told(page)).toEqual([]);

	const [first] = tags;
	await page.locator(first!).evaluate((element) => {
		// Less than a screen's height below the screen.
		scrollTo(0, element.getBoundingClientRect().top - 1.9 * innerHeight);
	});
	await expect(page.locator(first!).locator('[part="figure"]')).toBeAttached();
	await page.locator(first!).scrollIntoViewIfNeeded();
	await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${first} ready null`);
	expect((await told(page)).filter((line) => !line.startsWith(first!))).toEqual([]);
});

test('before its code has come each of them shows a picture, within the room that it will take', async ({
	page
}) => {
	// Nothing but the script and pictures comes.
	await page.route(/\/mount\.svelte-[^/]*\.js$/, () => undefined);
	await page.goto('empty.html');
	const tags = await allTags(page);
	const amiss: string[] = [];
	for (const width of [280, 640, 1000])
		for (const tag of tags) {
			await page.evaluate(
				([tag, width]) => {
					const column = document.createElement('div');
					column.style.width = `${width}px`;
					column.append(document.createElement(tag));
					document.querySelector('#here')!.replaceChildren(column);
				},
				[tag, width] as const
			);
			const image = page.locator(tag).locator('[part="poster"] img');
			await expect(image, tag).toHaveJSProperty('complete', true);
			const { room, poster, across } = await image.evaluate((image: HTMLImageElement) => {
				const poster = image.closest<HTMLElement>('[part="poster"]')!;
				return {
					room: parseFloat(poster.parentElement!.style.minHeight),
					poster: poster.offsetHeight,
					across: image.naturalWidth && image.offsetWidth
				};
			});
			if (poster > room || across < 200)
				amiss.push(`${tag} at ${width}: ${poster} of ${room}, ${across}`);
		}
	expect(amiss).toEqual([]);
});

test('what is set while the poster stands is seen in it', async ({ page }) => {
	await page.goto('empty.html');
	await add(
		page,
		'<div style="height: 9000px"></div><roundoff-kmeans-image k="8" src="small.jpg"></roundoff-kmeans-image>'
	);
	const element = page.locator('roundoff-kmeans-image');
	await expect(element.locator('[part="title"]')).toContainText('eight colours');
	const room = await element.evaluate((node) => node.getBoundingClientRect().height);
	await element.evaluate((node: HTMLElementTagNameMap['roundoff-kmeans-image']) => {
		node.k = 4;
		node.src = 'photo.jpg';
		node.alt = 'a dog';
		node.slider = true;
	});
	await expect(element.locator('[part="title"]')).toContainText('How many colours');
	await expect(element.locator('[part="poster"] img')).toHaveAttribute('src', /photo\.jpg$/);
	await expect(element.locator('[part="poster"] img')).toHaveAttribute('alt', 'a dog');
	// With a slider, and what it shows, it will be higher.
	expect(await element.evaluate((node) => node.getBoundingClientRect().height)).toBeGreaterThan(room + 100);
	await shows(element, 4);
});

test('properties set before the script has loaded are taken over', async ({ page }) => {
	await page.route('**/roundoff.js', async (route) => {
		await new Promise((done) => setTimeout(done, 400));
		await route.continue();
	});
	await page.goto('empty.html', { waitUntil: 'commit' });
	await page.waitForSelector('#here', { state: 'attached' });
	await page.evaluate(() => {
		const early = Object.assign(document.createElement('roundoff-kmeans-image'), {
			k: 3,
			src: 'small.jpg'
		});
		document.querySelector('#here')!.append(early);
	});
	await shows(page.locator('roundoff-kmeans-image'), 3);
	await expect(page.locator('roundoff-kmeans-image')).toHaveAttribute('k', '3');
});

test('each of the widgets draws', async ({ page }) => {
	await page.goto('empty.html');
	const tags = await allTags(page);
	expect(tags.length).toBeGreaterThanOrEqual(4);
	for (const tag of tags) {
		await add(page, `<${tag}></${tag}>`);
		await page.locator(tag).scrollIntoViewIfNeeded();
		await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${tag} ready null`);
		await page.locator(tag).evaluate((node) => node.remove());
	}
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
	await expect.poll(async () => (await usage(page, embed)).pictures).toBe(0);
});
