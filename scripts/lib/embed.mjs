// The elements for other people's pages: built into dist/embed, then laid into the site as /embed/.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { embedPages } from './embed_pages.mjs';
import { filesUnder, hashOf, readIfThere, writeFile } from './files.mjs';
import { bin, root, run, step } from './steps.mjs';

export const embedFolder = join(root, 'dist/embed');

/** What is said of the elements: for editors, types, the gallery and the pages in iframes. */
export const manifestFile = join(root, 'dist/custom-elements.json');

const config = ['-c', 'web/embed/vite.config.ts', '--logLevel', 'warn'];
const sources = [
	...['embed', 'engine', 'parts', 'styles', 'widgets'].map((folder) => `web/${folder}`),
	'assets',
	'package.json',
	'package-lock.json'
];
const stamp = join(root, 'build/embed.stamp');

/** Read from the elements' source; the site needs it before it is built. */
export async function writeManifest() {
	await run(bin('cem'), ['analyze', '--config', 'web/embed/manifest.config.mjs', '--quiet']);
}

/** True when it had to be built. */
export async function buildEmbed() {
	const hash = hashOf(sources, /\.test\.ts$|^assets\/(screenshot\.png|CREDITS\.md)$/);
	if (existsSync(join(embedFolder, 'roundoff.js')) && readIfThere(stamp) === hash) return false;
	await step('Elements', () => run(bin('vite'), ['build', ...config]));
	writeFile(stamp, hash);
	return true;
}

/** Into the built site, with what the site has drawn for them, and compressed as the site's own files are. */
export function layEmbedInto(site) {
	const target = join(site, 'embed');
	for (const folder of ['posters', 'models'])
		cpSync(join(site, folder), join(embedFolder, folder), {
			recursive: true,
			filter: (file) => !/\.(br|gz)$/.test(file)
		});
	rmSync(target, { recursive: true, force: true });
	cpSync(embedFolder, target, { recursive: true });
	cpSync(join(root, 'web/embed/page.css'), join(target, 'frame.css'));
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
	for (const [path, text] of Object.entries(embedPages(manifest))) writeFile(join(target, path), text);
	for (const file of filesUnder(target)) {
		if (!/\.(js|wasm|json|html|svg|css)$/.test(file)) continue;
		const body = readFileSync(file);
		writeFileSync(`${file}.br`, brotliCompressSync(body));
		writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
	}
}
