import type { Plugin } from 'vite';

const wrapped =
	/new URL\(\s*(?:\/\*[^*]*\*\/\s*)?new URL\((["'`][^"'`]+["'`]),\s*import\.meta\.url\)\.href,\s*(?:["'`]{2}\s*\+\s*)?import\.meta\.url\s*\)/g;

/**
 * A file's address in the one form that every bundler knows, `new URL('name', import.meta.url)`: Vite puts it into another
 * `new URL`, and then no bundler sees a worker in `new Worker(…)`.
 */
export const plainAddresses = (): Plugin => ({
	name: 'roundoff:plain-addresses',
	enforce: 'post',
	renderChunk: (code) =>
		wrapped.test(code) ? { code: code.replace(wrapped, 'new URL($1, import.meta.url)'), map: null } : null
});
