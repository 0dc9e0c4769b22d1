import { resolve } from '$app/paths';
import dogUrl from '$assets/dog.jpg?url';
import type { FirstPicture } from './first-picture';

/** Numbers of colours in which the dog is stored for readers without JavaScript, see routes/posters. */
const stored = [1, 2, 16];

/** The picture that comes with the site. */
export const dog: FirstPicture = {
	url: dogUrl,
	name: 'dog',
	width: 768,
	height: 576,
	alt: 'a dog beside a red bicycle on a porch',
	back: 'Back to the dog',
	poster(k) {
		const nearest = stored.reduce((best, other) =>
			Math.abs(other - k) < Math.abs(best - k) ? other : best
		);
		return resolve('/posters/dog-[k].png', { k: String(nearest) });
	}
};

/** The error of the dog in 16 colours, stored for the same readers. */
export const heatPoster = (): string => resolve('/posters/heat.png');
