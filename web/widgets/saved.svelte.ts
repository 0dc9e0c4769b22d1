/**
 * What brings a widget's state back, and where it is kept: in the page's address on this site, in the element's
 * attributes in somebody's post.
 */
import { untrack } from 'svelte';
import { elementCode, embedFolder } from '$parts/embed-code';
import { useHost } from '$parts/host';
import { readOwn, withOwn, type Parameters } from './address';

interface Kept {
	/** The widget's name, before each of its parameters in an address. */
	widget: string;
	/** What would bring the present state back. */
	parameters: () => Parameters;
	/** Takes what makes sense; the rest stays as it is. */
	restore: (saved: Record<string, string>) => unknown;
	/** Whether there is something to see. */
	isDrawn: () => boolean;
}

export interface Saved {
	/** What was kept when the widget began. */
	read(): Record<string, string>;
	/** The address that brings this state back; in a post there is none. */
	link: (() => string) | undefined;
	/** What places the widget in this state in somebody's post. */
	embed: (() => string) | undefined;
}

const asText = (parameters: Parameters): Record<string, string> =>
	Object.fromEntries(
		Object.entries(parameters).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, String(value)]]
		)
	);

/** Call it while the component is made. */
export function useSaved({ widget, parameters, restore, isDrawn }: Kept): Saved {
	const host = useHost();
	const link = host?.embedded ? undefined : () => withOwn(location.href, widget, parameters());
	const embed = host?.embedded
		? undefined
		: () => elementCode(embedFolder(), `roundoff-${widget}`, asText(parameters()));
	if (!host) return { read: () => readOwn(location.search, widget), link, embed };

	const first = asText(untrack(parameters));
	/** The attributes as they were when the widget last heard or told of them. */
	let known: Record<string, string | undefined> | undefined;
	$effect(() => {
		const { saved, initial } = host;
		// Only what has been set since, and differs: the reader may have moved the rest.
		const now = untrack(parameters);
		const wanted: Record<string, string> = { ...saved };
		// What was there and has been taken away goes back to where it began.
		for (const name in known)
			if (known[name] !== undefined) wanted[name] ??= initial[name] ?? first[name] ?? '';
		const news = Object.entries(wanted).filter(
			([name, value]) => known && known[name] !== value && String(now[name] ?? '') !== value
		);
		known = { ...saved };
		if (news.length) untrack(() => restore(Object.fromEntries(news)));
	});
	let told: Parameters | undefined;
	$effect(() => {
		const now = parameters();
		const changed = Object.entries(now).filter(([name, value]) => told && told[name] !== value);
		if (isDrawn()) told = { ...now };
		for (const [name, value] of changed) if (name in host.initial) known![name] = value?.toString();
		if (changed.length) untrack(() => host.change(Object.fromEntries(changed)));
	});
	$effect(() => {
		if (isDrawn()) host.ready();
	});
	return { read: () => ({ ...host.saved, ...(link && readOwn(location.search, widget)) }), link, embed };
}
