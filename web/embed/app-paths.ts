const here = import.meta.url;

/** Takes the place of Kit's `$app/paths` in the elements: what the site stores lies beside their script. */
export function resolve(path: string, params: Record<string, string> = {}): string {
	const filled = path.replace(/\[([^\]]+)\]/g, (_, name: string) => params[name] ?? '');
	return new URL(filled.slice(1), here).href;
}
