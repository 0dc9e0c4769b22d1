// npm run lint: formatting and static checks of everything that is written here. `--fix` (npm run format) repairs
// what can be repaired mechanically.
import { join } from 'node:path';
import { clangTidy, clangTool } from './lib/clang_tidy.mjs';
import { configure } from './lib/cmake.mjs';
import { filesUnder } from './lib/files.mjs';
import { bin, flag, isMain, main, root, run, step } from './lib/steps.mjs';
import { setup } from './setup.mjs';

export async function lint({ fix = false } = {}) {
	const sources = filesUnder(join(root, 'cpp')).filter((file) => /\.(cpp|h)$/.test(file));
	const format = fix ? ['-i'] : ['--dry-run', '-Werror'];
	await step('clang-format', () => run(clangTool('clang-format'), [...format, ...sources]));
	await step('Prettier', () =>
		run(bin('prettier'), [fix ? '--write' : '--check', '--cache', '--log-level=warn', '.'])
	);
	await step('ESLint', () =>
		run(bin('eslint'), [
			'--cache',
			'--cache-location',
			'node_modules/.cache/eslint/',
			...(fix ? ['--fix'] : []),
			'.'
		])
	);
	await step('svelte-check', async () => {
		await run(bin('svelte-kit'), ['sync']);
		await run(bin('svelte-check'), [
			'--tsconfig',
			'./tsconfig.json',
			'--fail-on-warnings',
			'--output',
			'human'
		]);
	});
	await step('clang-tidy', async () => {
		await configure('native');
		await clangTidy();
	});
}

if (isMain(import.meta.url)) {
	await main(async () => {
		await setup(['lint']);
		await lint({ fix: flag('fix') });
	});
}
