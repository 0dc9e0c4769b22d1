/** What holds for every element, whatever it shows. */
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { propertyOf } from '../../embed/attributes';
import { elementsIn, type Manifest, type ManifestAttribute } from '../../routes/widgets/manifest';
import { allTags, blog, site, test, told } from './support';

const manifest = new URL('../../../dist/custom-elements.json', import.meta.url);

/** A value that is not the first one. */
function another({ type, options, min, max, default: first }: ManifestAttribute) {
	if (options) return options.find((option) => JSON.stringify(option) !== first)!;
	if (type.text === 'boolean') return true;
	return type.text === 'number' ? (String(max) === first ? min! : max!) : 'some words';
}

test('attributes and properties mirror each other', async ({ page }) => {
	await page.goto('empty.html');
	await allTags(page);
	const elements = elementsIn(JSON.parse(readFileSync(manifest, 'utf8')) as Manifest);
	const cases = Object.values(elements).flatMap(({ tagName, attributes }) =>
		attributes.map((attribute) => ({
			tag: tagName,
			name: attribute.name,
			property: propertyOf(attribute.name),
			value: another(attribute),
			first: attribute.default
				? JSON.parse(attribute.default)
				: attribute.type.text === 'boolean'
					? false
					: null
		}))
	);
	expect(cases.length).toBeGreaterThan(100);
	const seen = await page.evaluate(
		(cases) =>
			cases.map(({ tag, name, property, value }) => {
				const element = document.createElement(tag) as unknown as Element & Record<string, unknown>;
				const first = element[property] ?? null;
				element[property] = value;
				const written = element.getAttribute(name);
				element.removeAttribute(name);
				const removed = element[property] ?? null;
				element.setAttribute(name, value === true ? '' : String(value));
				return { tag, name, first, written, removed, read: element[property] };
			}),
		cases
	);
	expect(seen).toEqual(
		cases.map(({ tag, name, value, first }) => ({
			tag,
			name,
			first,
			written: value === true ? '' : String(value),
			removed: first,
			read: value
		}))
	);
});

test('what the reader clears has no attribute any more', async ({ page }) => {
	await page.goto('empty.html');
	await allTags(page);
	await page.evaluate(
		() => (document.querySelector('#here')!.innerHTML = '<roundoff-ruler></roundoff-ruler>')
	);
	const ruler = page.locator('roundoff-ruler');
	await ruler.scrollIntoViewIfNeeded();
	await expect.poll(() => told(page), { timeout: 20_000 }).toContain('roundoff-ruler ready null');
	await ruler.getByRole('radio', { name: 'Your own' }).check();
	await expect(ruler).toHaveAttribute('curve', 'own');
	await expect(ruler).toHaveAttribute('values', /,/);
	await ruler.getByRole('radio', { name: 'Never negative' }).check();
	await expect(ruler).toHaveAttribute('curve', 'positive');
	await expect(ruler).not.toHaveAttribute('values');
	expect(await ruler.evaluate((node: HTMLElementTagNameMap['roundoff-ruler']) => node.values)).toBe(
		undefined
	);
});

test('what the page takes away goes back to its first value, and what it sets is set again', async ({
	page
}) => {
	await page.goto('empty.html');
	await allTags(page);
	await page.evaluate(
		() =>
			(document.querySelector('#here')!.innerHTML =
				'<roundoff-ruler bits="5" curve="pluck"></roundoff-ruler>')
	);
	const ruler = page.locator('roundoff-ruler');
	await ruler.scrollIntoViewIfNeeded();
	await expect.poll(() => told(page), { timeout: 20_000 }).toContain('roundoff-ruler ready null');
	const bits = ruler.getByRole('slider', { name: 'Bits for each value' });
	const set = (name: string, value: string | null) =>
		ruler.evaluate(
			(node, [name, value]) =>
				value === null ? node.removeAttribute(name) : node.setAttribute(name, value),
			[name, value] as const
		);
	await expect(bits).toHaveAttribute('aria-valuetext', '5 bits');
	await set('bits', null);
	await expect(bits).toHaveAttribute('aria-valuetext', '3 bits');
	await expect(ruler.getByRole('radio', { name: 'A pluck' })).toBeChecked();
	await set('curve', null);
	await expect(ruler.getByRole('radio', { name: 'A swell' })).toBeChecked();
	// Twice the same, and the reader in between.
	for (const [read, value, shown] of [
		['4', null, '3'],
		['4', '6', '6'],
		['7', '6', '6'],
		['7', null, '3']
	] as const) {
		await bits.press('ArrowRight');
		await expect(ruler).toHaveAttribute('bits', read);
		await set('bits', value);
		await expect(bits).toHaveAttribute('aria-valuetext', `${shown} bits`);
	}
});

test('the same holds for a picture’s colours', async ({ page }) => {
	await page.goto('empty.html');
	await allTags(page);
	await page.evaluate(
		() =>
			(document.querySelector('#here')!.innerHTML =
				'<roundoff-kmeans-image k="8" slider></roundoff-kmeans-image>')
	);
	const image = page.locator('roundoff-kmeans-image');
	await image.scrollIntoViewIfNeeded();
	await expect.poll(() => told(page), { timeout: 20_000 }).toContain('roundoff-kmeans-image ready null');
	const slider = image.getByRole('slider', { name: 'How many colours' });
	await slider.press('ArrowRight');
	await expect(image).not.toHaveAttribute('k', '8');
	await image.evaluate((node: HTMLElementTagNameMap['roundoff-kmeans-image']) => (node.k = 8));
	await expect(slider).toHaveAttribute('aria-valuetext', /^8\b/);
	await image.evaluate((node) => node.removeAttribute('k'));
	await expect(slider).toHaveAttribute('aria-valuetext', /^16\b/);
});

test('every element draws behind a strict policy, and sticks out of no narrow post', async ({ page }) => {
	test.slow();
	await page.goto('strict-empty.html');
	const out: string[] = [];
	for (const tag of await allTags(page, `${blog}roundoff/`)) {
		await page.evaluate((tag) => {
			const column = document.createElement('div');
			column.style.width = '280px';
			column.append(document.createElement(tag));
			document.querySelector('#here')!.replaceChildren(column);
		}, tag);
		await page.locator(tag).scrollIntoViewIfNeeded();
		await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${tag} ready null`);
		const width = await page.locator(tag).evaluate((element) => element.scrollWidth);
		if (width > 280) out.push(`${tag}: ${width} px`);
	}
	expect(out).toEqual([]);
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
});

test('the style keeps the room that the element itself keeps, at any width', async ({ page }) => {
	await page.goto('bare-room.html');
	const manifestOf = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
	const posts = Object.values(elementsIn(manifestOf)).flatMap(({ tagName, attributes }) => [
		`<${tagName}></${tagName}>`,
		...attributes
			.filter(({ type }) => type.text === 'boolean')
			.map(({ name }) => `<${tagName} ${name}></${tagName}>`),
		...(attributes.some(({ name }) => name === 'src')
			? [`<${tagName} src="dog.jpg" width="300" height="900"></${tagName}>`]
			: [])
	]);
	const widths = [280, 333, 390, 512, 640, 699, 704, 960, 1240];
	await page.setViewportSize({ width: 1280, height: 800 });
	const measured = await page.evaluate(
		async ([posts, widths, script]) => {
			const here = document.querySelector('#here')!;
			const columns = widths.map((width) => {
				const column = document.createElement('div');
				column.style.cssText = `width: ${width}px; margin-top: 100vh`;
				column.innerHTML = posts.join('');
				here.append(column);
				return column;
			});
			const all = columns.flatMap((column) => [...column.children] as HTMLElement[]);
			const before = all.map((element) => element.getBoundingClientRect().height);
			// So far from the screen that none is started: what is compared is what they keep for themselves.
			(here as HTMLElement).style.marginTop = '100000px';
			await import(script);
			return all.map((element, i) => ({
				what: `${element.outerHTML} in ${element.parentElement!.style.width}`,
				style: before[i]!,
				element: parseFloat((element.shadowRoot!.lastElementChild as HTMLElement).style.minHeight)
			}));
		},
		[posts, widths, `${site}embed/roundoff.js`] as const
	);
	expect(measured.length).toBe(posts.length * widths.length);
	expect(measured.filter(({ style, element }) => !(Math.abs(style - element) < 1))).toEqual([]);
});

test.describe('a picture that is not there', () => {
	test.use({ expected: [/404/] });

	test('is told, also where its address is none', async ({ page }) => {
		await page.goto('empty.html');
		await allTags(page);
		for (const src of ['100%.jpg', 'http://']) {
			const failed = page.evaluate(
				(src) =>
					new Promise<string>((resolve) => {
						const element = document.createElement('roundoff-kmeans-image');
						element.addEventListener('roundoff-error', (event) =>
							resolve((event as CustomEvent<{ message: string }>).detail.message)
						);
						element.setAttribute('src', src);
						document.querySelector('#here')!.replaceChildren(element);
					}),
				src
			);
			expect(await failed).toContain('could not be fetched');
		}
	});
});
