import { dog } from './dog';
import type { FirstPicture } from './first-picture';

export interface PictureName {
	src?: string;
	alt?: string;
	/** Pixels; the dog's by default. */
	width?: number;
	height?: number;
}

/** The last part of an address, as people read it. */
export function fileIn(url: string): string {
	const name = url
		.replace(/[?#].*/, '')
		.split('/')
		.at(-1)!;
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

/** The picture that an element's attributes name, or the dog where they name none. */
export function namedPicture(
	{ src, alt = 'the picture', width = dog.width, height = dog.height }: PictureName,
	base: string
): FirstPicture {
	if (!src) return dog;
	// What is no address is said when it is fetched.
	const url = URL.canParse(src, base) ? new URL(src, base).href : src;
	return {
		url,
		name: fileIn(url).replace(/\.[^.]*$/, '') || 'picture',
		width,
		height,
		alt,
		back: 'Back to the first picture',
		poster: () => url
	};
}
