/** What a link can bring back of one widget: parameters of the page's address with the widget's name before them. */

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Those of this widget, by their names without the prefix. */
export function readOwn(query: string, widget: string): Record<string, string> {
	const prefix = `${widget}.`;
	return Object.fromEntries(
		[...new URLSearchParams(query)].flatMap(([name, value]) =>
			name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []
		)
	);
}

/** The same address with these instead of the widget's last ones; what belongs to others stays. */
export function withOwn(href: string, widget: string, parameters: Parameters): string {
	const url = new URL(href);
	for (const name of Object.keys(readOwn(url.search, widget))) url.searchParams.delete(`${widget}.${name}`);
	for (const [name, value] of Object.entries(parameters))
		if (value !== undefined) url.searchParams.set(`${widget}.${name}`, String(value));
	return url.href;
}

/** The option of this name, if it is one. */
export function oneOf<T extends string>(options: readonly T[], text: string | undefined): T | undefined {
	return options.find((option) => option === text);
}

/** A whole number from `min` to `max`, if it is one. */
export function wholeNumber(text: string | undefined, min: number, max: number): number | undefined {
	if (!text || !/^-?\d{1,15}$/.test(text)) return undefined;
	const value = Number(text);
	return value >= min && value <= max ? value : undefined;
}
