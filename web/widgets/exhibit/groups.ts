import { Exhibit } from './state.svelte';

const groups = new Map<string, { exhibit: Exhibit; members: number }>();

/** The exhibit that all of a group look at, or one of its own for a widget in none; freed when the last one leaves. */
export function joinGroup(name: string | undefined): { exhibit: Exhibit; leave: () => void } {
	if (!name) {
		const exhibit = new Exhibit();
		return { exhibit, leave: () => exhibit.close() };
	}
	const group = groups.get(name) ?? { exhibit: new Exhibit(), members: 0 };
	groups.set(name, group);
	group.members++;
	return {
		exhibit: group.exhibit,
		leave() {
			if (--group.members) return;
			groups.delete(name);
			group.exhibit.close();
		}
	};
}
