import { defineConfig, devices } from '@playwright/test';

const cwd = new URL('../..', import.meta.url).pathname;
const port = Number(process.env.ROUNDOFF_TEST_PORT ?? 4199);

/** The built site (`npm run build`), served as a plain host would, in the system's Chromium. */
export default defineConfig({
	testDir: '.',
	outputDir: '../../build/test-results',
	// a page is as often waited for as it computes, so two keep two cores busy
	workers: 2,
	timeout: 60_000,
	// two cores at work on two pages answer when they can: how soon is for the benches
	expect: { timeout: 15_000 },
	forbidOnly: !!process.env.CI,
	// a second try is counted and printed as flaky, never hidden
	retries: 1,
	use: {
		...devices['Desktop Chrome'],
		baseURL: `http://localhost:${port}/`,
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	},
	webServer: [
		{
			command: `node scripts/serve.mjs build/site --port ${port} --strict-port`,
			cwd,
			url: `http://localhost:${port}/`,
			reuseExistingServer: false
		},
		{
			// somebody's blog, on another origin
			command: `node web/tests/embed/blog.mjs --port ${port + 1} --site http://localhost:${port}/`,
			cwd,
			url: `http://localhost:${port + 1}/bare.html`,
			reuseExistingServer: false
		}
	]
});
