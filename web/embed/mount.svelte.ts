/** The half of an element that needs Svelte: fetched with the first widget that runs. */
import { mount, unmount, type Component } from 'svelte';
import type { Host } from '$parts/host';
import Hosted from './Hosted.svelte';

export interface Mounted {
	set(props: Record<string, unknown>): void;
	remove(): void;
}

export function mountWidget(
	target: Element,
	widget: Component<Record<string, unknown>>,
	first: Record<string, unknown>,
	host: Omit<Host, 'embedded' | 'saved' | 'initial'>
): Mounted {
	const props = $state(first);
	const hosting: Host = {
		...host,
		embedded: true,
		get saved() {
			return (props.saved ?? {}) as Host['saved'];
		},
		get initial() {
			return (props.initial ?? {}) as Host['initial'];
		}
	};
	const mounted = mount(Hosted, { target, props: { widget, props, host: hosting } });
	return {
		set: (next) => void Object.assign(props, next),
		remove: () => void unmount(mounted)
	};
}
