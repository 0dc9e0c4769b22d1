import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

export default defineConfig(
	globalIgnores([
		'build/',
		'dist/',
		'.svelte-kit/',
		'web/engine/wasm/',
		'test-results/',
		'playwright-report/'
	]),
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			// TypeScript knows what is defined, the browser's types included.
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }]
		}
	},
	{
		files: ['scripts/**/*.mjs'],
		// These run once it has.
		ignores: ['scripts/train/layers.mjs', 'scripts/bench/*_worker.mjs', 'scripts/lib/room_style.mjs'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					patterns: [
						{
							regex: '^(?!node:|\\.)',
							message:
								'On a fresh machine setup has yet to install it: import() it where it is used.'
						}
					]
				}
			]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] }
		},
		rules: {
			// Links are relative so that the built site works under any path; there is no base to resolve.
			'svelte/no-navigation-without-resolve': 'off'
		}
	}
);
