import type { Handle } from '@sveltejs/kit';

/** The two upright text faces are on every page; everything else may wait until it is met. */
const textFace = /latin-wght-normal/;

export const handle: Handle = ({ event, resolve }) =>
	resolve(event, {
		preload: ({ type, path }) =>
			type === 'js' || type === 'css' || (type === 'font' && textFace.test(path))
	});
