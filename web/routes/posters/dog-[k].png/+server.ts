import { error } from '@sveltejs/kit';
import { quantizedDog } from '../../dog.server';

/** Stored first pictures of the figures: what they show before, or without, JavaScript. */
const posters = ['1', '2', '16'];

export const prerender = true;
export const entries = () => posters.map((k) => ({ k }));

export async function GET({ params }) {
	if (!posters.includes(params.k))
		error(404, `There is no stored picture of the dog in ${params.k} colours.`);
	const quantized = await quantizedDog(Number(params.k));
	const png = quantized.png();
	if (typeof png === 'string') error(500, png);
	const copy = png.slice();
	quantized.delete();
	return new Response(copy, { headers: { 'content-type': 'image/png' } });
}
