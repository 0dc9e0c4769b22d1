// The site's build: the WASM core first, then Vite and the elements, and nothing at all when no source has changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './cmake.mjs';
import { buildEmbed, layEmbedInto, writeManifest } from './embed.mjs';
import { hashOf, readIfThere, writeFile } from './files.mjs';
import { bin, root, run, step } from './steps.mjs';

export const siteFolder = join(root, 'build/site');

const sources = ['web', 'assets', 'package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'];
const stamp = join(root, 'build/site.stamp');

export const buildWasm = () => step('WASM core', () => build('wasm'));

/** The built core lies in web/engine/wasm, so that one hash over `web` covers it too. */
export async function buildSite() {
	const hash = hashOf(sources, /^web\/tests\/|\.test\.ts$|^assets\/(screenshot\.png|CREDITS\.md)$/);
	const current = existsSync(join(siteFolder, 'index.html')) && readIfThere(stamp) === hash;
	if (current) console.log('✓ Site is up to date');
	else {
		await writeManifest();
		await step('Site', () => run(bin('vite'), ['build', '--logLevel', 'warn']));
	}
	const rebuilt = await buildEmbed();
	if (rebuilt || !current || !existsSync(join(siteFolder, 'embed'))) layEmbedInto(siteFolder);
	writeFile(stamp, hash);
}
