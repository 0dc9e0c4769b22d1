/**
 * Takes the place of Kit's `$app/paths` in the elements: what the site stores lies beside their script. A widget in one
 * file has what it needs of it inside, and no posters.
 */
import { stored } from './stored';

declare const __SINGLE__: boolean;

const here = import.meta.url;

export function resolve(path: string, params: Record<string, string> = {}): string {
	if (__SINGLE__ && path.startsWith('/posters/')) return '';
	const filled = path.replace(/\[([^\]]+)\]/g, (_, name: string) => params[name] ?? '');
	return stored[filled] ?? new URL(`.${filled}`, here).href;
}
