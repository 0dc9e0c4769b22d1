/**
 * What the site draws while it is built (posters, a network, what was evaluated) as files of the elements, too. Kit's
 * `resolve` makes an address of a path when it is called; here each call names its files while the elements are built, so
 * that the bundler of an app that takes the elements in sees them.
 */
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'vite';

const imported = /import\s*\{\s*resolve\s*\}\s*from\s*(['"])\$app\/paths\1;?/;
const call = /\bresolve\(\s*(['"`])(\/[^'"`]+)\1\s*(?:,\s*(\{[^{}]*\})\s*)?\)/g;

/** What stands for `[name]` in the files that there are of a path. */
function namesOf(site: string, path: string): string[] {
	const [before, after] = path.split(/\[\w+\]/) as [string, string];
	return readdirSync(site + dirname(path))
		.map((file) => `${dirname(path)}/${file}`)
		.filter((file) => file.startsWith(before) && file.endsWith(after))
		.map((file) => file.slice(before.length, file.length - after.length));
}

/** `withPosters`: a widget in one file has none, only what it cannot do without. */
export function storedFiles(site: string, { withPosters }: { withPosters: boolean }): Plugin {
	return {
		name: 'roundoff:stored-files',
		transform(code) {
			if (!imported.test(code)) return;
			const imports: string[] = [];
			const fileAt = (path: string) => {
				if (!withPosters && path.startsWith('/posters/')) return `''`;
				const name = `$$stored${imports.length}`;
				imports.push(`import ${name} from ${JSON.stringify(`${site}${path}?url`)};`);
				return name;
			};
			const added = code
				.replace(call, (_, _quote, path: string, params?: string) => {
					const parameter = /\[(\w+)\]/.exec(path)?.[1];
					if (!parameter) return fileAt(path);
					const [, only] =
						new RegExp(`^\\{\\s*${parameter}:\\s*['"]([^'"]+)['"]\\s*\\}$`).exec(params!) ?? [];
					if (only) return fileAt(path.replace(/\[\w+\]/, only));
					const files = namesOf(site, path).map(
						(name) => `${JSON.stringify(name)}: ${fileAt(path.replace(/\[\w+\]/, name))}`
					);
					if (!files.length) this.error(`the site has stored nothing as ${path}`);
					return `({ ${files.join(', ')} })[(${params}).${parameter}]`;
				})
				.replace(imported, '');
			return { code: imports.join('') + added, map: null };
		}
	};
}

/** Where they lie: in the site's folders, under the site's names. Everything else is in one flat folder. */
export const storedName = (site: string, file: string | undefined): string | undefined =>
	file?.startsWith(site) ? `${file.slice(site.length + 1)}` : undefined;
