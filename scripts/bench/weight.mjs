// What the article's page loads before the reader touches anything but the scroll wheel, as a host with brotli would
// send it.
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { siteFolder } from '../lib/site.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { kilobytes, table } from './table.mjs';

export const parts = ['wasm', 'browser'];
export const builds = ['wasm', 'site'];

const article = 'on-model-quantization-error/';

const kinds = {
	'.html': 'HTML',
	'.js': 'JavaScript',
	'.mjs': 'JavaScript',
	'.wasm': 'WebAssembly',
	'.css': 'CSS',
	'.woff2': 'fonts',
	'.jpg': 'pictures',
	'.png': 'pictures',
	'.svg': 'pictures',
	'.webp': 'pictures'
};

/** These are compressed already; a host sends them as they are. */
const asTheyAre = new Set(['fonts', 'pictures']);

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };

/** { kind: { files, bytes } } of everything that the server was asked for until the page's end had come to rest. */
export async function measureWeight() {
	const files = new Set();
	const server = await serve(siteFolder, 0, { onFile: (file) => files.add(file) });
	try {
		await withBrowser(async (browser) => {
			const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
			await page.goto(server.url + article, { waitUntil: 'networkidle' });
			// figures start, and the worker fetches the core, when they come near the screen
			const core = page.waitForResponse((response) => response.url().endsWith('.wasm'));
			await page.evaluate(async () => {
				for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
					scrollTo(0, y);
					await new Promise((resolve) => setTimeout(resolve, 100));
				}
			});
			await core;
			await page.waitForLoadState('networkidle');
		});
	} finally {
		await server.close();
	}
	const weight = {};
	for (const file of files) {
		const kind = kinds[extname(file)] ?? 'other';
		const body = readFileSync(file);
		const entry = (weight[kind] ??= { files: 0, bytes: 0 });
		entry.files++;
		entry.bytes += asTheyAre.has(kind) ? body.length : brotliCompressSync(body, quality).length;
	}
	return weight;
}

export async function bench() {
	const weight = await measureWeight();
	const order = [...new Set([...Object.values(kinds), 'other'])].filter((kind) => weight[kind]);
	const rows = order.map((kind) => [kind, weight[kind].files, kilobytes(weight[kind].bytes)]);
	const total = Object.values(weight).reduce((sum, { bytes }) => sum + bytes, 0);
	return [
		'What the article loads for who reads it to its end and touches nothing (brotli 11; fonts and pictures as they are):',
		'',
		table(['', 'files', 'size'], [...rows, ['total', '', kilobytes(total)]])
	].join('\n');
}
