import { error } from '@sveltejs/kit';
import { posterSvg } from '$widgets/kmeans-steps/poster';
import { dog } from '../../dog.server';

export const prerender = true;

export async function GET() {
	const picture = await dog();
	const { positions, counts } = picture.cloud();
	const cloud = { positions: new Float32Array(positions), counts: new Uint32Array(counts) };
	const steps = picture.steps({ k: 5, space: 'srgb', seeding: 'random', seed: 1, effort: 'full' });
	if (typeof steps === 'string') error(500, steps);
	return new Response(posterSvg(cloud, steps.frames), { headers: { 'content-type': 'image/svg+xml' } });
}
