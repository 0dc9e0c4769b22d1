import { createContext } from 'svelte';

/** What stands around a widget and wants to know what happens in it: an element in somebody else's page, or the gallery. */
export interface Host {
	/** In somebody else's page: its address and its link are not ours. */
	readonly embedded: boolean;
	/** What the post's writer has set, as text; changes with the element's attributes. */
	readonly saved: Readonly<Record<string, string>>;
	/** Whatever can be set, and what it is while it is not; undefined where the widget itself says so. */
	readonly initial: Readonly<Record<string, string | undefined>>;
	/** Someone changed these; they are named as the element's attributes are. */
	change(values: Record<string, unknown>): void;
	/** What the widget is about is on screen for the first time; further calls mean nothing. */
	ready(): void;
	error(message: string): void;
}

const [host, provideHost, hasHost] = createContext<Host>();

export { provideHost };

/** Undefined in an article. */
export const useHost = (): Host | undefined => (hasHost() ? host() : undefined);
