import { heatOfDog } from '../../dog.server';

/** The error heatmap's stored first picture. */
export const prerender = true;

export async function GET() {
	return new Response(await heatOfDog(16), { headers: { 'content-type': 'image/png' } });
}
