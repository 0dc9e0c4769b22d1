/**
 * The elements' build, beside the site's. Plain: a script with its chunks, its worker and the core, for a folder.
 * With `--mode single-FOLDER`: one widget in one file, core and all, for those who want no folder.
 */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';
import { shadowPostcss, shadowStyles } from './shadow-css.ts';

const from = (path: string) => new URL(path, import.meta.url).pathname;
const root = from('../../');

/** One flat folder, so that what one file fetches lies beside it whichever file that is. */
const names = {
	entryFileNames: '[name]-[hash].js',
	chunkFileNames: '[name]-[hash].js',
	assetFileNames: '[name]-[hash][extname]'
};

const shared: UserConfig = {
	root,
	publicDir: false,
	base: './',
	plugins: [svelte({ configFile: false }), shadowStyles(from('styles.ts'))],
	css: { postcss: { plugins: [shadowPostcss] } },
	resolve: {
		alias: [
			{ find: '$app/paths', replacement: from('app-paths.ts') },
			{ find: /^\.\/start-worker$/, replacement: from('start-worker.ts') },
			{ find: '$parts', replacement: `${root}web/parts` },
			{ find: '$widgets', replacement: `${root}web/widgets` },
			{ find: '$engine', replacement: `${root}web/engine` },
			{ find: '$assets', replacement: `${root}assets` }
		]
	},
	worker: { format: 'es', rolldownOptions: { output: names, checks: { bundlerTimings: false } } }
};

export default defineConfig({
	...shared,
	build: {
		outDir: `${root}dist/embed`,
		emptyOutDir: true,
		assetsInlineLimit: 0,
		// light-dark() as it is: what older browsers would get instead does not follow a post's color-scheme.
		cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
		modulePreload: false,
		rolldownOptions: {
			input: { roundoff: from('roundoff.ts'), engine: from('engine.ts'), frame: from('frame.ts') },
			preserveEntrySignatures: 'strict',
			checks: { bundlerTimings: false },
			output: { ...names, entryFileNames: '[name].js' }
		}
	}
});
