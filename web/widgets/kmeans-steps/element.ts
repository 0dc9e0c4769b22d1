import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt, type ChangeEvent } from '../../embed/element';
import { PictureElement, pictureAttributes } from '../exhibit/picture-element';

const heights = [
	[280, 1527],
	[480, 1510],
	[520, 1479],
	[600, 1575],
	[640, 1548],
	[671, 1530],
	[672, 831],
	[820, 901],
	[960, 840]
] as const;

/**
 * The colours of a picture as a cloud in the cube of red, green and blue, and k-means walking in it step by step.
 *
 * @summary K-means, step by step
 */
export default class KMeansStepsElement extends PictureElement {
	static override readonly tag = 'roundoff-kmeans-steps';
	static override readonly attributes = {
		...pictureAttributes,
		k: { type: 'number', initial: 5, min: 2, max: 12 }
	} as const satisfies Attributes;

	/** Number of centroids; follows the slider. */
	declare k: number;

	protected override widget() {
		return import('./KMeansSteps.svelte');
	}

	protected override widgetProps() {
		return { k: this.k };
	}

	protected override heading() {
		return 'Where do the centroids go, and does it matter where they start?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}

	protected override poster() {
		if (this.src) return super.poster();
		const image = new Image(1000, 1000);
		image.src = resolve('/posters/kmeans-steps.svg');
		image.alt = '';
		// At a width where the widget has two columns.
		image.style.maxWidth = '560px';
		return image;
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-kmeans-steps': KMeansStepsElement;
	}
}

export type KMeansStepsChange = ChangeEvent<{ k: number }>;
