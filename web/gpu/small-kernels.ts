/** What a GPU's compiler needs of a kernel's text: neither comments nor indentation, which are half of it. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Of a template as template.ts fills it: its own lines, which begin with `//@`, stay. */
export const smaller = (source: string): string =>
	source
		.split('\n')
		.map((line) => line.trim())
		.map((line) => (line.startsWith('//@') ? line : line.replace(/\s*\/\/.*$/, '')))
		.filter(Boolean)
		.join('\n');

/** In builds, `import kernel from './kernel.wgsl?raw'` gives the smaller text. */
export const smallKernels = (): Plugin => ({
	name: 'roundoff:small-kernels',
	apply: 'build',
	enforce: 'pre',
	async load(id) {
		if (!id.endsWith('.wgsl?raw')) return undefined;
		const source = await readFile(id.slice(0, -'?raw'.length), 'utf8');
		return `export default ${JSON.stringify(smaller(source))}`;
	}
});
