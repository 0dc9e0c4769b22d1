import { resolve } from '$app/paths';
import dogUrl from '$assets/dog.jpg?url';

/** The picture that comes with the site. Its size keeps room for figures before the core has opened it. */
export const dog = { url: dogUrl, name: 'dog', width: 768, height: 576 } as const;

/** Numbers of colours in which the dog is stored for readers without JavaScript, see routes/posters. */
const stored = [1, 2, 16];

/** The stored picture of the dog in k colours, or the nearest there is. */
export function posterOf(k: number): string {
	const nearest = stored.reduce((best, other) => (Math.abs(other - k) < Math.abs(best - k) ? other : best));
	return resolve('/posters/dog-[k].png', { k: String(nearest) });
}

/** The error of the dog in 16 colours, stored for the same readers. */
export const heatPoster = (): string => resolve('/posters/heat.png');
