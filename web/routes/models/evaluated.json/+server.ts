import { json } from '@sveltejs/kit';
import type { Evaluation } from '$widgets/network-numbers/state.svelte';
import { networkNumbers } from '../../networks.server';

export const prerender = true;

/** What was evaluated of the site's own networks, for the figure in other people's posts. */
export async function GET() {
	const { samples, floor, evaluated } = await networkNumbers();
	return json({ samples, floor, evaluated } satisfies Evaluation);
}
