import { createContext } from 'svelte';

/** What stands around a widget in somebody else's page, and wants to know what happens in it. */
export interface Host {
	/** What the post's writer has set, as text; changes with the element's attributes. */
	readonly saved: Readonly<Record<string, string>>;
	/** Someone changed these; they are named as the element's attributes are. */
	change(values: Record<string, unknown>): void;
	/** What the widget is about is on screen for the first time; further calls mean nothing. */
	ready(): void;
	error(message: string): void;
}

const [host, provideHost, hasHost] = createContext<Host>();

export { provideHost };

/** Undefined in the pages of this site, which own their address and their state. */
export const useHost = (): Host | undefined => (hasHost() ? host() : undefined);
