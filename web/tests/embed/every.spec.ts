/** What holds for every element, whatever it shows. */
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { propertyOf } from '../../embed/attributes';
import { elementsIn, type Manifest, type ManifestAttribute } from '../../routes/widgets/manifest';
import { allTags, test, told } from './support';

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

test('nothing sticks out of a narrow post', async ({ page }) => {
	test.slow();
	await page.goto('empty.html');
	const out: string[] = [];
	for (const tag of await allTags(page)) {
		await page.evaluate(
			(tag) =>
				(document.querySelector('#here')!.innerHTML =
					`<div style="width: 280px"><${tag}></${tag}></div>`),
			tag
		);
		await page.locator(tag).scrollIntoViewIfNeeded();
		await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${tag} ready null`);
		const width = await page.locator(tag).evaluate((element) => element.scrollWidth);
		if (width > 280) out.push(`${tag}: ${width} px`);
	}
	expect(out).toEqual([]);
});
