import { error } from '@sveltejs/kit';
import { firstFace } from '$widgets/autoencoder/first-face';
import { firstReconstruction } from '../../models.server';
import { trueColorPng } from '../../png.server';

/** The first picture of the figure about the autoencoder, and what it becomes; the latent's channels are numbered. */
const parts = ['picture', 'back', 'error', ...Array.from({ length: 8 }, (_, i) => String(i))];

export const prerender = true;
export const entries = () => parts.map((part) => ({ part }));

export async function GET({ params: { part } }) {
	if (!parts.includes(part)) error(404, `There is no stored picture of the autoencoder called ${part}.`);
	const { rgba, errors, latentPictures } = (await firstReconstruction()).reconstruction;
	const pictures: Record<string, Uint8ClampedArray> = { picture: firstFace(), back: rgba, error: errors };
	const channel = Number(part);
	const png = pictures[part]
		? trueColorPng(pictures[part], 16, 16)
		: trueColorPng(latentPictures.slice(64 * channel, 64 * (channel + 1)), 4, 4);
	return new Response(png, { headers: { 'content-type': 'image/png' } });
}
