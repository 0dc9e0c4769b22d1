// The README's picture: the article's slider figure in the built site, with the reader's hand on k = 16.
// In 256 colours, by our own tool: a third of the bytes.
// usage: node scripts/screenshot.mjs   (after npm run build and cmake --build --preset native)
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { withBrowser } from './bench/browser.mjs';
import { siteFolder } from './lib/site.mjs';
import { main, root } from './lib/steps.mjs';
import { serve } from './serve.mjs';

await main(async () => {
	const server = await serve(siteFolder, 0);
	try {
		await withBrowser(async (browser) => {
			const page = await browser.newPage({
				viewport: { width: 1280, height: 900 },
				colorScheme: 'light'
			});
			await page.goto(`${server.url}on-model-quantization-error/`, { waitUntil: 'networkidle' });
			const figure = page.locator('figure:has(input[type=range])').first();
			await figure.evaluate((element) =>
				element.scrollIntoView({ block: 'start', behavior: 'instant' })
			);
			await page.waitForTimeout(3000);
			const path = join(root, 'assets/screenshot.png');
			await page.screenshot({ path });
			execFileSync(join(root, 'build/native/roundoff'), ['image', path, '-k', '256', '--out', path]);
		});
	} finally {
		await server.close();
	}
});
