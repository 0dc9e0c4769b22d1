import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { mdsvex } from 'mdsvex';
import { defineConfig } from 'vitest/config';
import { smallKernels } from './web/gpu/small-kernels.ts';
import { headings } from './web/markdown/headings.ts';
import { maths } from './web/markdown/maths.ts';

const template = 'web/app.html';

/** Kit hashes the scripts that it writes; the ones in the page template are ours to declare. */
function templateScriptHashes(): `sha256-${string}`[] {
	const html = readFileSync(template, 'utf8');
	return [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
		([, code]) => `sha256-${createHash('sha256').update(code!).digest('base64')}` as const
	);
}

/** What stands around an article: its front matter names one, or has the plain one. */
const layout = (name: string) => new URL(`web/routes/${name}.svelte`, import.meta.url).pathname;

/** mdsvex still writes the module script of Svelte 4, which Svelte 5 warns about. */
const moduleScripts = {
	name: 'module-scripts',
	markup: ({ content, filename }: { content: string; filename?: string }) =>
		filename?.endsWith('.md')
			? { code: content.replace('<script context="module">', '<script module>') }
			: undefined
};

export default defineConfig({
	plugins: [
		smallKernels(),
		sveltekit({
			extensions: ['.svelte', '.md'],
			preprocess: [
				mdsvex({
					extensions: ['.md'],
					layout: {
						photo: layout('PhotoArticle'),
						tensors: layout('TensorArticle'),
						networks: layout('NetworkArticle'),
						_: layout('Article')
					},
					layoutPropForwarding: 'runes',
					remarkPlugins: [maths, headings]
				}),
				moduleScripts
			],
			adapter: adapter({
				pages: 'build/site',
				assets: 'build/site',
				fallback: '404.html',
				precompress: true
			}),
			files: { src: 'web', assets: 'web/static', appTemplate: template },
			alias: {
				$parts: 'web/parts',
				$widgets: 'web/widgets',
				$engine: 'web/engine',
				$gpu: 'web/gpu',
				$assets: 'assets'
			},
			paths: { relative: true },
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['self'],
					'script-src': ['self', 'wasm-unsafe-eval', ...templateScriptHashes()],
					// KaTeX and Svelte place boxes by style attributes.
					'style-src': ['self', 'unsafe-inline'],
					'img-src': ['self', 'data:', 'blob:'],
					'font-src': ['self'],
					'worker-src': ['self', 'blob:'],
					'object-src': ['none'],
					'base-uri': ['self']
				}
			}
		})
	],
	worker: { format: 'es' },
	build: { assetsInlineLimit: 0, rolldownOptions: { checks: { bundlerTimings: false } } },
	server: { fs: { allow: ['assets'] } },
	test: {
		include: ['web/**/*.test.ts'],
		exclude: ['web/tests/**']
	}
});
