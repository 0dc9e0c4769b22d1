import { error } from '@sveltejs/kit';
import { arranged, arrangementOf } from '$widgets/network-tensors/arrange';
import { pngOf } from '../../core.server';
import { network } from '../../first-tensors.server';
import { tensors } from '../../tensors.server';

const parts = ['before', 'after', 'error'] as const;

/** The network's first layer, as the figure shows it first. */
export const prerender = true;
export const entries = () => parts.map((part) => ({ part }));

export async function GET({ params }) {
	const part = parts.find((name) => name === params.part);
	if (!part) error(404, `There is no stored picture of the network called ${params.part}.`);
	const { shown } = await network();
	const arrangement = arrangementOf(shown.opened.tensor.shape);
	const painted = part === 'before' ? shown.opened.picture : shown.result.pictures?.[part];
	const picture = arranged(painted!, arrangement).slice();
	// Between the tiles it has the map's colour of 0: white would be a colour too many for an exact file.
	const { heat, signed } = (await tensors()).colorMaps();
	const zero = part === 'error' ? heat.subarray(0, 3) : signed.subarray(3 * 128, 3 * 129);
	for (let i = 0; i < picture.length; i += 4) if (picture[i + 3] === 0) picture.set([...zero, 255], i);
	const png = await pngOf(picture, arrangement.width, arrangement.height);
	return new Response(png, { headers: { 'content-type': 'image/png' } });
}
