/** What a post's own style may say of the elements in it. */
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { elementsIn, type Manifest } from '../../routes/widgets/manifest';
import { allTags, shows, test, told } from './support';

const manifest = JSON.parse(
	readFileSync(new URL('../../../dist/custom-elements.json', import.meta.url), 'utf8')
) as Manifest;
/** The same for all of them. */
const [documented] = Object.values(elementsIn(manifest));
const partNames = documented!.cssParts.map(({ name }) => name);
const colorNames = documented!.cssProperties
	.filter(({ description }) => description?.startsWith('Colour'))
	.map(({ name }) => name);

/** A post with this style and this in it. */
async function post(page: Page, style: string, html: string) {
	await page.goto('empty.html');
	await page.evaluate(
		([style, html]) => {
			document.head.append(Object.assign(document.createElement('style'), { textContent: style! }));
			document.querySelector('#here')!.innerHTML = html!;
		},
		[style, html]
	);
}

async function ready(page: Page, tag: string): Promise<Locator> {
	await page.locator(tag).scrollIntoViewIfNeeded();
	await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${tag} ready null`);
	return page.locator(tag);
}

test('the post’s style reaches every part that is documented', async ({ page }) => {
	const widthOf = (name: string) => 11 + partNames.indexOf(name);
	await post(
		page,
		partNames
			.map((name) => `roundoff-kmeans-image::part(${name}) { outline: ${widthOf(name)}px solid }`)
			.join('\n'),
		`<div style="height: 5000px"></div><roundoff-kmeans-image k="8" slider src="small.jpg"></roundoff-kmeans-image>`
	);
	const element = page.locator('roundoff-kmeans-image');
	const part = (name: string) => element.locator(`[part="${name}"]`).first();
	await expect(part('poster')).toHaveCSS('outline-width', `${widthOf('poster')}px`);
	await expect(part('title')).toHaveCSS('outline-width', `${widthOf('title')}px`);
	await shows(element, 8);
	await expect(element.locator('[part="poster"]')).toHaveCount(0);
	for (const name of partNames.filter((name) => name !== 'poster'))
		await expect(part(name), name).toHaveCSS('outline-width', `${widthOf(name)}px`);
});

test('every figure has the parts that every figure has', async ({ page }) => {
	test.slow();
	await page.goto('empty.html');
	const without: string[] = [];
	for (const tag of await allTags(page)) {
		await page.evaluate(
			(tag) => document.querySelector('#here')!.replaceChildren(document.createElement(tag)),
			tag
		);
		const element = await ready(page, tag);
		for (const name of ['figure', 'title', 'picture', 'caption', 'error'])
			if (!(await element.locator(`[part="${name}"]`).count())) without.push(`${tag}: ${name}`);
	}
	expect(without).toEqual([]);
});

/** Colours that anything in the element is drawn in. */
const colorsIn = (element: Locator): Promise<string[]> =>
	element.evaluate((node) => {
		const found = new Set<string>();
		for (const inside of node.shadowRoot!.querySelectorAll('*'))
			for (const pseudo of [null, '::before', '::after', '::-webkit-slider-thumb']) {
				const style = getComputedStyle(inside, pseudo);
				for (const name of [
					'color',
					'background',
					'border',
					'outline',
					'fill',
					'stroke',
					'accent-color'
				])
					for (const color of style.getPropertyValue(name).match(/rgb\([^)]*\)/g) ?? [])
						found.add(color);
				for (const color of style.borderBlockColor.match(/rgb\([^)]*\)/g) ?? []) found.add(color);
			}
		return [...found];
	});

test('every colour that is documented is the post’s to choose, and to change', async ({ page }) => {
	const colored = (green: number) =>
		colorNames.map((name, i) => `${name}: rgb(${i}, ${green}, 3)`).join('; ');
	const tags = ['roundoff-kmeans-image', 'roundoff-bit-flipper', 'roundoff-dot-product'];
	await post(
		page,
		`main { ${colored(100)} } main.changed { ${colored(200)} }`,
		`<roundoff-kmeans-image slider src="small.jpg"></roundoff-kmeans-image>
		${tags
			.slice(1)
			.map((tag) => `<${tag}></${tag}>`)
			.join('')}`
	);
	const elements: Locator[] = [];
	for (const tag of tags) elements.push(await ready(page, tag));
	for (const green of [100, 200]) {
		if (green === 200)
			await page.evaluate(() => document.querySelector('main')!.classList.add('changed'));
		const seen = async () => {
			const colors = new Set((await Promise.all(elements.map(colorsIn))).flat());
			return colorNames.filter((_, i) => !colors.has(`rgb(${i}, ${green}, 3)`));
		};
		await expect.poll(seen).toEqual([]);
	}
});

test('the corners are the post’s, and follow', async ({ page }) => {
	await post(
		page,
		'section { --roundoff-radius: 13px }',
		'<roundoff-kmeans-image slider src="small.jpg"></roundoff-kmeans-image>'
	);
	const element = await ready(page, 'roundoff-kmeans-image');
	const button = element.getByRole('button', { name: 'Download the PNG' });
	await expect(button).toHaveCSS('border-radius', '13px');
	await page.evaluate(() =>
		document.querySelector('#here')!.setAttribute('style', '--roundoff-radius: 0px')
	);
	await expect(button).toHaveCSS('border-radius', '0px');
});

test('typeface and text size are the post’s, whenever they change, unless it names others', async ({
	page
}) => {
	await post(
		page,
		`main { font: 15px/1.5 'DejaVu Serif', serif } main.changed { font: 17px/1.5 'DejaVu Sans Mono', monospace }
		.named { --roundoff-font-ui: 'DejaVu Sans'; --roundoff-font-mono: 'DejaVu Serif'; --roundoff-text-size: 14px }`,
		'<roundoff-bit-flipper></roundoff-bit-flipper>'
	);
	const element = await ready(page, 'roundoff-bit-flipper');
	const title = element.locator('[part="title"]');
	const families = () =>
		element.evaluate((node) =>
			Object.fromEntries(
				['[part="title"]', '[part="button"]', '[part="caption"]', '.digit'].map((what) => [
					what,
					getComputedStyle(node.shadowRoot!.querySelector(what)!).fontFamily
				])
			)
		);
	const own = await families();
	expect(own).toMatchObject({
		'[part="title"]': '"DejaVu Serif", serif',
		'[part="button"]': '"DejaVu Serif", serif',
		'[part="caption"]': '"DejaVu Serif", serif'
	});
	expect(own['.digit']).toContain('monospace');
	await expect(title).toHaveCSS('font-size', `${15 * 1.0625}px`);

	await page.evaluate(() => document.querySelector('main')!.classList.add('changed'));
	expect((await families())['[part="title"]']).toBe('"DejaVu Sans Mono", monospace');
	expect((await families())['[part="button"]']).toBe('"DejaVu Sans Mono", monospace');
	await expect(title).toHaveCSS('font-size', `${17 * 1.0625}px`);

	await element.evaluate((node) => node.classList.add('named'));
	expect(await families()).toEqual({
		'[part="title"]': '"DejaVu Sans"',
		'[part="button"]': '"DejaVu Sans"',
		'[part="caption"]': '"DejaVu Sans"',
		'.digit': '"DejaVu Serif"'
	});
	await expect(title).toHaveCSS('font-size', `${14 * 1.0625}px`);
});
