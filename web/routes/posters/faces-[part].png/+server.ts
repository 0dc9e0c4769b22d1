import { error } from '@sveltejs/kit';
import { tiled, tilingOf } from '$widgets/faces/tiles';
import { faces } from '../../models.server';
import { trueColorPng } from '../../png.server';

const parts = ['trained', 'quantized'] as const;

/** The faces that the figure about diffusion begins with. */
export const prerender = true;
export const entries = () => parts.map((part) => ({ part }));

export async function GET({ params }) {
	const part = parts.find((name) => name === params.part);
	if (!part) error(404, `There are no stored faces called ${params.part}.`);
	const { rgba, prompt } = (await faces())[part]!;
	const tiling = tilingOf(prompt.faces);
	const png = trueColorPng(tiled(rgba, tiling), tiling.width, tiling.height);
	return new Response(png, { headers: { 'content-type': 'image/png' } });
}
