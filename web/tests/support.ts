import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';

export const articlePath = 'on-model-quantization-error/';

/** Collects what a quiet page does not do: console errors, uncaught exceptions, requests to another origin. */
export function watchForProblems(page: Page, origin: string): string[] {
	const problems: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error') problems.push(`console: ${message.text()}`);
	});
	page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
	page.on('request', (request) => {
		const url = new URL(request.url());
		if (url.protocol.startsWith('http') && url.origin !== origin) {
			problems.push(`request to another origin: ${url.href}`);
		}
		// What a reader opens stays on their machine.
		if (request.method() !== 'GET') problems.push(`${request.method()} of ${url.href}`);
	});
	return problems;
}

/** A page that must stay quiet: a problem fails the test that caused it. */
export const test = base.extend({
	page: async ({ page, baseURL }, use) => {
		const problems = watchForProblems(page, new URL(baseURL!).origin);
		await use(page);
		expect(problems).toEqual([]);
	}
});

/** Scrolls through the whole page, so that everything that waits for the screen wakes up. */
export async function wakeFigures(page: Page): Promise<void> {
	await page.evaluate(async () => {
		for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
			scrollTo(0, y);
			await new Promise((resolve) => setTimeout(resolve, 60));
		}
		scrollTo(0, 0);
	});
}

/** On the whole page, or in what a selector finds of it. */
export async function expectNoAxeViolations(page: Page, within = 'html'): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).include(within).analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
		[]
	);
}

/** The number that `formatCompact` wrote: `0.0137`, `2.49×10⁻⁵`, `∞`. */
export function numberOf(text: string): number {
	if (text === '∞') return Infinity;
	const [, mantissa, exponent = '0'] = /^([\d.]+)(?:×10(.*))?$/.exec(text) ?? [];
	const power = [...exponent].map((sign) => (sign === '⁻' ? '-' : Math.max(0, '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign))));
	return Number(mantissa) * 10 ** Number(power.join(''));
}
