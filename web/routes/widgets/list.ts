import type { Component } from 'svelte';
import ErrorCurves from '$widgets/error-curves/ErrorCurves.svelte';
import ErrorHeatmap from '$widgets/error-heatmap/ErrorHeatmap.svelte';
import KMeansImage from '$widgets/kmeans-image/KMeansImage.svelte';
import KMeansSteps from '$widgets/kmeans-steps/KMeansSteps.svelte';
import Webcam from '$widgets/webcam/Webcam.svelte';

export type Attribute =
	| { name: string; about: string; value: number; min: number; max: number; scale: 'linear' | 'log' }
	| { name: string; about: string; value: boolean };

export interface GalleryEntry {
	/** The folder in web/widgets, and the anchor on this page. */
	folder: string;
	name: string;
	about: string;
	component: Component<Record<string, never>>;
	/** What can be set where it is placed, and what it is set to here at first. */
	attributes: Attribute[];
}

/** One entry for each widget: the only place outside its own folder that a new widget touches. */
export const gallery: GalleryEntry[] = [
	{
		folder: 'kmeans-image',
		name: 'KMeansImage',
		about:
			'A picture in k colours beside itself, its palette, and the bytes that each form takes. ' +
			'With its own slider it sets the number of colours for the error figures of the page, too; without it, it is a small figure for one k.',
		component: KMeansImage,
		attributes: [
			{
				name: 'k',
				about: 'colours, or where its slider starts',
				value: 16,
				min: 1,
				max: 256,
				scale: 'log'
			},
			{ name: 'showSlider', about: 'a slider for the reader', value: true }
		]
	},
	{
		folder: 'kmeans-steps',
		name: 'KMeansSteps',
		about:
			'The colours of a picture as a cloud in the cube of red, green and blue, and centroids walking to their means in it, ' +
			'from a good start, a bad one, or lots drawn.',
		component: KMeansSteps,
		attributes: [{ name: 'k', about: 'centroids at first', value: 5, min: 2, max: 12, scale: 'linear' }]
	},
	{
		folder: 'error-heatmap',
		name: 'ErrorHeatmap',
		about: 'How far each pixel moved, drawn as brightness beside the picture itself; point at a pixel to read it. The worst regions are marked.',
		component: ErrorHeatmap,
		attributes: []
	},
	{
		folder: 'error-curves',
		name: 'ErrorCurves',
		about: 'Error against the number of colours, and quality against bits per pixel, with the reader’s own number of colours on both.',
		component: ErrorCurves,
		attributes: []
	},
	{
		folder: 'webcam',
		name: 'Webcam',
		about:
			'The reader’s camera in k colours, live: the palette follows the scene without flicker, stays frozen, or is new for each frame. ' +
			'Asked for only on a click, and nothing leaves the browser; a built-in scene stands in for whoever has no camera.',
		component: Webcam,
		attributes: [
			{
				name: 'k',
				about: 'colours, or where its slider starts',
				value: 16,
				min: 2,
				max: 64,
				scale: 'log'
			}
		]
	}
];
