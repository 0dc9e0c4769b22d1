import type { Component } from 'svelte';
import ErrorCurves from '$widgets/error-curves/ErrorCurves.svelte';
import ErrorHeatmap from '$widgets/error-heatmap/ErrorHeatmap.svelte';
import KMeansImage from '$widgets/kmeans-image/KMeansImage.svelte';
import KMeansSteps from '$widgets/kmeans-steps/KMeansSteps.svelte';

export interface GalleryEntry {
	/** The folder in web/widgets, and the anchor on this page. */
	folder: string;
	name: string;
	about: string;
	/** The line that places it in an article, as shown; `props` are the same in code. */
	line: string;
	component: Component<Record<string, never>>;
	props: object;
}

/** One entry for each widget: the only place outside its own folder that a new widget touches. */
export const gallery: GalleryEntry[] = [
	{
		folder: 'kmeans-image',
		name: 'KMeansImage',
		about: 'A picture in k colours beside itself, its palette, and the bytes that each form takes.',
		line: '<KMeansImage k={16} showSlider />',
		component: KMeansImage,
		props: { k: 16, showSlider: true }
	},
	{
		folder: 'kmeans-steps',
		name: 'KMeansSteps',
		about: 'The colours of a picture as a cloud, and centroids walking to their means in it.',
		line: '<KMeansSteps />',
		component: KMeansSteps,
		props: {}
	},
	{
		folder: 'error-heatmap',
		name: 'ErrorHeatmap',
		about: 'How far each pixel moved, drawn as brightness; point at one to read it.',
		line: '<ErrorHeatmap />',
		component: ErrorHeatmap,
		props: {}
	},
	{
		folder: 'error-curves',
		name: 'ErrorCurves',
		about: 'Error against the number of colours, and quality against bits per pixel.',
		line: '<ErrorCurves />',
		component: ErrorCurves,
		props: {}
	}
];
