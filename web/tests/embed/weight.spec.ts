import { readFileSync, readdirSync } from 'node:fs';
import { expect } from '@playwright/test';
import { allTags, test, told } from './support';

const folder = new URL('../../../build/site', import.meta.url).pathname;
const most = 150_000;
/** On top, for who has a GPU that draws the faces: no machine that tests has one, and so nothing loads it here. */
const mostForGpu = 15_000;
const isForGpu = /\bgpu-faces-[^/]*\.js$/;
/** After the faces, for who compares them: the judge's Fréchet distance, fetched once they are drawn. */
const mostForJudge = 50_000;
const isForJudge = /\bfrechet-[^/]*\.(js|wasm)$/;

/** Bytes of brotli that a post loads for one widget: script and core, not pictures, nor the network's weights. */
test('every widget is light', async ({ page }) => {
	test.slow();
	const bytes = new Map<string, number>();
	page.context().on('response', (response) => {
		const { pathname } = new URL(response.url());
		if (!/\.(js|wasm)$/.test(pathname) || isForJudge.test(pathname)) return;
		// as the build has compressed it, whatever the browser has kept
		bytes.set(pathname, readFileSync(`${folder}${pathname}.br`).length);
	});
	await page.goto('empty.html');
	const tags = await allTags(page);
	const script = [...bytes.values()].reduce((sum, size) => sum + size, 0);
	expect(script).toBeLessThanOrEqual(25_000);

	for (const tag of tags) {
		// nothing that the last one still loads counts here
		await page.goto('about:blank');
		bytes.clear();
		await page.goto('empty.html');
		await page.evaluate((tag) => (document.querySelector('#here')!.innerHTML = `<${tag}></${tag}>`), tag);
		await expect.poll(() => told(page), { timeout: 20_000 }).toContain(`${tag} ready null`);
		const all = [...bytes.values()].reduce((sum, size) => sum + size, 0);
		test.info().annotations.push({ type: tag, description: `${all} bytes` });
		expect(all, tag).toBeGreaterThan(script);
		expect(all, tag).toBeLessThanOrEqual(most);
		expect([...bytes.keys()].filter((path) => isForGpu.test(path))).toEqual([]);
	}
	const sizeOf = (name: string) => readFileSync(`${folder}/embed/${name}.br`).length;
	const forJudge = readdirSync(`${folder}/embed`).filter((name) => isForJudge.test(name));
	expect(forJudge).toHaveLength(2);
	expect(forJudge.reduce((sum, name) => sum + sizeOf(name), 0)).toBeLessThanOrEqual(mostForJudge);
	const forGpu = readdirSync(`${folder}/embed`).filter((name) => isForGpu.test(name));
	expect(forGpu).toHaveLength(1);
	expect(sizeOf(forGpu[0]!)).toBeLessThanOrEqual(mostForGpu);
});
