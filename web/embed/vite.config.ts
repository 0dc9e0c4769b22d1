/**
 * The elements' build, beside the site's. Plain: a script with its chunks, its worker and the core, for a folder.
 * With `--mode single-FOLDER`: one widget in one file, core and all, for those who want no folder.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { smallKernels } from '../gpu/small-kernels.ts';
import { plainAddresses } from './plain-addresses.ts';
import { shadowPostcss, shadowStyles } from './shadow-css.ts';
import { storedFiles, storedName } from './stored-files.ts';

const from = (path: string) => new URL(path, import.meta.url).pathname;
const root = from('../../');
/** Built before the elements are. */
const site = `${root}build/site`;

/** One flat folder, so that what one file fetches lies beside it whichever file that is. */
const names = {
	entryFileNames: '[name]-[hash].js',
	chunkFileNames: '[name]-[hash].js',
	assetFileNames: ({ originalFileNames: [file] }: { originalFileNames: string[] }) =>
		storedName(site, file && root + file) ?? '[name]-[hash][extname]'
};

/** Everything in one file: no chunks, and data in place of addresses. */
const whole = { ...names, codeSplitting: false };

/** What the worker's rooms load, as web/engine/door.ts does. */
const modules = ['core', 'numbers', 'tensors', 'layers', 'files', 'models', 'frechet'];

function sourcesOf(folder: string): string {
	const widget = from(`../widgets/${folder}/`);
	return readdirSync(widget)
		.filter((file) => /\.(ts|svelte)$/.test(file))
		.map((file) => readFileSync(widget + file, 'utf8'))
		.join('\n');
}

/** Those that a widget of this folder may ask. */
function modulesOf(folder: string): string[] {
	const sources = sourcesOf(folder);
	const models = /\/model-client|faces\/painter/.test(sources) ? ['models', 'frechet'] : [];
	if (/PictureElement|webcam/.test(sources)) return ['core', ...models];
	if (['bit-flipper', 'dot-product', 'packing'].includes(folder)) return ['numbers'];
	if (sources.includes('/layer-client')) return ['layers'];
	// only this one takes the reader's own files
	return folder === 'network-tensors' ? ['tensors', 'files'] : ['tensors', ...models];
}

/** The widget whose own file is built, and which parts of the core it can do without. */
function single(mode: string) {
	const folder = mode.match(/^single-(.+)$/)?.[1];
	if (!folder) return undefined;
	const needed = modulesOf(folder);
	return {
		folder,
		spare: modules.filter((name) => !needed.includes(name))
	};
}

/** One widget's script. */
const wholeWidget = (folder: string): Plugin => ({
	name: 'roundoff:whole-widget',
	enforce: 'pre',
	resolveId: (id) => (id === 'single' ? '\0single' : undefined),
	load: (id) =>
		id === '\0single'
			? `import { define } from '${from('element.ts')}';\n` +
				`import element from '${from(`../widgets/${folder}/element.ts`)}';\ndefine(element);`
			: undefined
});

/** Vite has each chunk fetched by a helper that loads style sheets before it. These chunks have none. */
const plainImports: Plugin = {
	name: 'roundoff:plain-imports',
	enforce: 'pre',
	load: (id) =>
		id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined
};

export default defineConfig(({ mode }): UserConfig => {
	const one = single(mode);
	const output = one ? whole : names;
	return {
		root,
		publicDir: false,
		base: './',
		plugins: [
			svelte({ configFile: false }),
			shadowStyles(from('styles.ts')),
			smallKernels(),
			storedFiles(site, { withPosters: !one }),
			plainAddresses(),
			plainImports,
			...(one ? [wholeWidget(one.folder)] : [])
		],
		css: { postcss: { plugins: [shadowPostcss] } },
		resolve: {
			alias: [
				{
					find: /^\.\/(start-(?:camera-)?worker)$/,
					replacement: from(one ? '$1-inline.ts' : '$1.ts')
				},
				...(one?.spare ?? []).map((name) => ({
					find: `./wasm/${name}.mjs`,
					replacement: from('absent.ts')
				})),
				{ find: '$parts/embed-code', replacement: from('no-embed-code.ts') },
				{ find: '$parts', replacement: `${root}web/parts` },
				{ find: '$widgets', replacement: `${root}web/widgets` },
				{ find: '$engine', replacement: `${root}web/engine` },
				{ find: '$gpu', replacement: `${root}web/gpu` },
				{ find: '$assets', replacement: `${root}assets` }
			]
		},
		worker: {
			format: 'es',
			plugins: () => [plainAddresses()],
			rolldownOptions: { output, checks: { bundlerTimings: false } }
		},
		build: {
			outDir: one ? `${root}dist/embed/single` : `${root}dist/embed`,
			emptyOutDir: !one,
			assetsInlineLimit: one ? Infinity : 0,
			// light-dark() as it is: what older browsers would get instead does not follow a post's color-scheme.
			cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
			modulePreload: false,
			reportCompressedSize: false,
			chunkSizeWarningLimit: Infinity,
			rolldownOptions: {
				input: one
					? { [one.folder]: 'single' }
					: { roundoff: from('roundoff.ts'), engine: from('engine.ts'), frame: from('frame.ts') },
				preserveEntrySignatures: 'strict',
				checks: { bundlerTimings: false },
				output: { ...output, entryFileNames: '[name].js' }
			}
		}
	};
});
