import { error } from '@sveltejs/kit';
import { curves, type CurveName } from '$widgets/error-curves/curves';
import { posterSvg } from '$widgets/error-curves/poster';
import { curveOfDog } from '../../dog.server';

export const prerender = true;
export const entries = () => Object.keys(curves).map((name) => ({ name }));

export async function GET({ params }) {
	const curve = Object.hasOwn(curves, params.name) && curves[params.name as CurveName];
	if (!curve) error(404, `There is no stored curve called ${params.name}.`);
	return new Response(posterSvg(curve(await curveOfDog())), {
		headers: { 'content-type': 'image/svg+xml' }
	});
}
