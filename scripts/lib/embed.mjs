// The elements for other people's pages: built into dist/embed, then laid into the site as /embed/.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { embedPages } from './embed_pages.mjs';
import { filesUnder, hashOf, readIfThere, writeFile } from './files.mjs';
import { bin, root, run, step } from './steps.mjs';

export const embedFolder = join(root, 'dist/embed');

/** What is said of the elements: for editors, types, the gallery and the pages in iframes. */
export const manifestFile = join(root, 'dist/custom-elements.json');

const vite = (...args) =>
	run(bin('vite'), ['build', '-c', 'web/embed/vite.config.ts', '--logLevel', 'warn', ...args]);

/** The folders of widgets that are elements, too. */
const widgets = () =>
	filesUnder(join(root, 'web/widgets'))
		.filter((file) => file.endsWith('/element.ts'))
		.map((file) => basename(dirname(file)));

const sources = [
	...['embed', 'engine', 'gpu', 'parts', 'styles', 'widgets'].map((folder) => `web/${folder}`),
	'assets',
	// what the site has drawn and stored, which the elements take along
	'build/site/posters',
	'build/site/models',
	'package.json',
	'package-lock.json'
];
const stamp = join(root, 'build/embed.stamp');

/** Read from the elements' source; the site needs it before it is built. */
export async function writeManifest() {
	await run(bin('cem'), ['analyze', '--config', 'web/embed/manifest.config.mjs', '--quiet']);
}

/** For the licences of what is shipped, beside everything that is. */
const notices = join(root, 'assets/NOTICES.txt');

/** True when it had to be built. The site is built before. */
export async function buildEmbed() {
	const hash = hashOf(sources, /\.(test\.ts|br|gz)$|^assets\/(screenshot\.png|CREDITS\.md|NOTICES\.txt)$/);
	if (existsSync(join(embedFolder, 'roundoff.css')) && readIfThere(stamp) === hash) return false;
	await step('Elements', async () => {
		await vite();
		await run(process.execPath, [
			join(root, 'scripts/lib/room_style.mjs'),
			join(embedFolder, 'roundoff.css')
		]);
	});
	writeFile(stamp, hash);
	return true;
}

/** Each of these widgets as one file, core and all, where it is missing; a build of the elements clears them away. */
export async function buildSingles(folders = widgets()) {
	const missing = folders.filter((folder) => !existsSync(join(embedFolder, 'single', `${folder}.js`)));
	if (!missing.length) return;
	await step('Elements, one file each', async () => {
		for (const folder of missing) await vite('--mode', `single-${folder}`);
	});
}

/** Into the built site, compressed as the site's own files are. */
export function layEmbedInto(site) {
	const target = join(site, 'embed');
	for (const folder of [site, embedFolder]) cpSync(notices, join(folder, 'NOTICES.txt'));
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
