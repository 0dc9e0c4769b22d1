// A blog on an origin of its own, with posts in which widgets stand as their writers would place them.
// usage: node web/tests/embed/blog.mjs --port 4200 --site http://localhost:4199/
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Eleventy from '@11ty/eleventy';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { option, main, root } from '../../../scripts/lib/steps.mjs';
import { parsePort, serve } from '../../../scripts/serve.mjs';

const folder = join(root, 'build/blog');
const posts = join(root, 'web/tests/embed/posts');

/** As a blog's generator would: Markdown in, a page out. */
async function markdown(text) {
	const input = join(root, 'build/eleventy');
	mkdirSync(join(input, '_includes'), { recursive: true });
	writeFileSync(join(input, 'markdown.md'), text.replace('---\n', '---\nlayout: post.njk\n'));
	writeFileSync(
		join(input, '_includes/post.njk'),
		'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>' +
			'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/post.css"></head>' +
			'<body><main>{{ content | safe }}</main></body></html>'
	);
	const blog = new Eleventy(input, folder, { quietMode: true });
	process.chdir(input); // Eleventy takes its folders from here
	await blog.write();
	process.chdir(root);
}

const script = (input, name, options) =>
	build({
		root,
		configFile: false,
		publicDir: false,
		logLevel: 'warn',
		define: { 'process.env.NODE_ENV': '"production"' },
		...options,
		build: {
			outDir: folder,
			emptyOutDir: false,
			rolldownOptions: {
				input: join(root, 'web/tests/embed', input),
				external: ['roundoff'],
				output: { entryFileNames: name, paths: { roundoff: '/roundoff/roundoff.js' } }
			}
		}
	});

const react = () => script('react.tsx', 'react.js', { oxc: { jsx: { runtime: 'automatic' } } });

/** With the package's own components. */
const sveltePage = () =>
	script('svelte-page.mjs', 'svelte.js', {
		plugins: [svelte({ configFile: false })],
		resolve: {
			alias: {
				'roundoff/svelte': join(root, 'dist/svelte/index.js'),
				'roundoff/roundoff.css': join(root, 'dist/embed/roundoff.css')
			}
		}
	});

/** With the package by its name, all of it taken in by the bundler. */
const bundled = () =>
	build({
		root: join(root, 'web/tests/embed/bundled'),
		base: './',
		configFile: false,
		logLevel: 'warn',
		build: { outDir: join(folder, 'bundled'), emptyOutDir: true, chunkSizeWarningLimit: Infinity }
	});

await main(async () => {
	const site = option('site');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(posts).filter((name) => name !== 'post.md')) {
		const text = readFileSync(join(posts, name), 'utf8');
		writeFileSync(join(folder, name), text.replaceAll('{{site}}', site));
	}
	// For those who keep the scripts beside the post.
	cpSync(join(root, 'dist/embed'), join(folder, 'roundoff'), { recursive: true });
	// One file each, from where other origins may load them: a frame in a sandbox is one.
	cpSync(join(root, 'dist/embed/single'), join(folder, 'embed/single'), { recursive: true });
	cpSync(join(root, 'assets/dog.jpg'), join(folder, 'photo.jpg'));
	cpSync(join(root, 'cpp/tests/golden/photo/baseline.jpg'), join(folder, 'small.jpg'));
	await markdown(readFileSync(join(posts, 'post.md'), 'utf8').replaceAll('{{site}}', site));
	await react();
	await sveltePage();
	await bundled();
	await serve(folder, parsePort(option('port')), { strict: true });
});
