// The browser that measures: the system's Chromium, headless, with nothing of its own going on.
import { createRequire } from 'node:module';
import { commandPath } from '../lib/files.mjs';

const args = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** Calls `work` with a new browser, given more flags or none, and closes it whatever happens. */
export async function withBrowser(work, more = []) {
	// required late, because setup may just have installed it
	const { chromium } = createRequire(import.meta.url)('@playwright/test');
	const browser = await chromium.launch({
		executablePath: commandPath('chromium'),
		args: [...args, ...more]
	});
	try {
		return await work(browser);
	} finally {
		await browser.close();
	}
}
