import { expect, test as base, type Locator, type Page } from '@playwright/test';

const port = Number(process.env.ROUNDOFF_TEST_PORT ?? 4199);
export const site = `http://localhost:${port}/`;
export const blog = `http://localhost:${port + 1}/`;

/** A post on the blog. Errors in its console and requests to a third origin fail the test, unless it expects them. */
export const test = base.extend<{ expected: RegExp[] }>({
	expected: [[], { option: true }],
	baseURL: blog,
	page: async ({ page, expected }, use) => {
		const problems: string[] = [];
		const note = (problem: string) => {
			if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
		};
		page.on('console', (message) => {
			const { url } = message.location();
			// a browser asks every site for its icon
			if (message.type() === 'error' && !url.endsWith('/favicon.ico'))
				note(`console: ${message.text()} ${url}`);
		});
		page.on('pageerror', (error) => note(`exception: ${error.message}`));
		page.on('request', (request) => {
			const url = request.url();
			if (url.startsWith('http') && !url.startsWith(site) && !url.startsWith(blog))
				note(`request to a third origin: ${url}`);
		});
		await page.addInitScript(() => {
			const log: string[] = ((window as unknown as { told: string[] }).told = []);
			for (const type of ['ready', 'change', 'error'])
				addEventListener(`roundoff-${type}`, (event) => {
					const { detail } = event as CustomEvent;
					log.push(`${(event.target as Element).localName} ${type} ${JSON.stringify(detail)}`);
				});
			const page = window as unknown as { shifts: number };
			page.shifts = 0;
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries())
					page.shifts += (entry as unknown as { value: number }).value;
			}).observe({ type: 'layout-shift', buffered: true });
		});
		await use(page);
		expect(problems).toEqual([]);
	}
});

/** What the elements of the page have told, in order. */
export const told = (page: Page): Promise<string[]> =>
	page.evaluate(() => (window as unknown as { told: string[] }).told);

export const shifts = (page: Page): Promise<number> =>
	page.evaluate(() => (window as unknown as { shifts: number }).shifts);

/** Waits until a widget has drawn a full result in k colours. */
export async function shows(element: Locator, k: number): Promise<void> {
	await element.scrollIntoViewIfNeeded();
	const drawn = element.locator('[data-k]');
	await expect(drawn).toHaveAttribute('data-k', String(k), { timeout: 20_000 });
	await expect(drawn).toHaveAttribute('data-effort', 'full');
}

/** The tags of all elements, which are defined from then on. */
export const allTags = (page: Page, from = `${site}embed/`): Promise<string[]> =>
	page.evaluate(async (url) => {
		const { elements } = (await import(url)) as typeof import('../../embed/roundoff');
		return elements.map(({ tag }) => tag);
	}, `${from}roundoff.js`);

/** What the worker holds, once the calls before this one are done. */
export const usage = (page: Page, from: string) =>
	page.evaluate(async (url) => {
		const { getEngine } = (await import(url)) as typeof import('../../embed/engine');
		return getEngine().usage();
	}, `${from}engine.js`);
