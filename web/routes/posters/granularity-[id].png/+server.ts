import { error } from '@sveltejs/kit';
import { contestants } from '$widgets/granularity/state.svelte';
import { pngOf } from '../../core.server';
import { granularity } from '../../first-tensors.server';

/** The errors of each granularity, as the figure shows them first. */
export const prerender = true;
export const entries = () => contestants.map(({ id }) => ({ id }));

export async function GET({ params }) {
	const asked = contestants.find(({ id }) => id === params.id);
	if (!asked) error(404, `There is no granularity called ${params.id}.`);
	const { results, opened } = await granularity();
	const { columns, rows } = opened.tensor;
	const png = await pngOf(results[asked.id].pictures!.error!, columns, rows);
	return new Response(png, { headers: { 'content-type': 'image/png' } });
}
