// The elements for other people's pages: built into dist/embed, then laid into the site as /embed/.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { filesUnder, hashOf, readIfThere, writeFile } from './files.mjs';
import { bin, root, run, step } from './steps.mjs';

export const embedFolder = join(root, 'dist/embed');

const config = ['-c', 'web/embed/vite.config.ts', '--logLevel', 'warn'];
const sources = [
	...['embed', 'engine', 'parts', 'styles', 'widgets'].map((folder) => `web/${folder}`),
	'assets',
	'package.json',
	'package-lock.json'
];
const stamp = join(root, 'build/embed.stamp');

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
	cpSync(join(site, 'posters'), join(embedFolder, 'posters'), {
		recursive: true,
		filter: (file) => !/\.(br|gz)$/.test(file)
	});
	rmSync(target, { recursive: true, force: true });
	cpSync(embedFolder, target, { recursive: true });
	for (const file of filesUnder(target)) {
		if (!/\.(js|wasm|json|html|svg|css)$/.test(file)) continue;
		const body = readFileSync(file);
		writeFileSync(`${file}.br`, brotliCompressSync(body));
		writeFileSync(`${file}.gz`, gzipSync(body, { level: 9 }));
	}
}
