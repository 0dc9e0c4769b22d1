import { dog } from './dog';
import type { FirstPicture } from './first-picture';

export interface PictureName {
	src?: string;
	alt?: string;
	/** Pixels; the dog's by default. */
	width?: number;
	height?: number;
}

/** The picture that an element's attributes name, or the dog where they name none. */
export function namedPicture(
	{ src, alt = 'the picture', width = dog.width, height = dog.height }: PictureName,
	base: string
): FirstPicture {
	if (!src) return dog;
	const url = new URL(src, base);
	const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
	return {
		url: url.href,
		name: name.replace(/\.[^.]*$/, '') || 'picture',
		width,
		height,
		alt,
		back: 'Back to the first picture',
		poster: () => url.href
	};
}
