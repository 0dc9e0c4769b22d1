import type { Attributes } from '../../embed/attributes';
import { heightAt, type ChangeEvent } from '../../embed/element';
import type { ColorSpace } from '$engine/types';
import { PictureElement, pictureAttributes } from '../exhibit/picture-element';
import { titleOf } from './words';

/** What stands above and below the picture. */
const withSlider = [
	[280, 1042],
	[320, 1021],
	[360, 986],
	[400, 923],
	[480, 865],
	[520, 812],
	[580, 770],
	[600, 637],
	[640, 611]
] as const;
const withoutSlider = [
	[280, 468],
	[320, 433],
	[400, 433],
	[440, 334],
	[600, 334],
	[640, 308]
] as const;

/**
 * A picture in k colours beside itself: drag the line between them. With `slider` the reader chooses k, and sees the
 * palette, the bytes and the error of each.
 *
 * @summary K-means on a picture
 */
export default class KMeansImageElement extends PictureElement {
	static override readonly tag = 'roundoff-kmeans-image';
	static override readonly attributes = {
		...pictureAttributes,
		k: { type: 'number', initial: 16, min: 1, max: 256, scale: 'log' },
		slider: { type: 'boolean' },
		space: { type: 'choice', options: ['srgb', 'linear', 'oklab'], initial: 'srgb' }
	} as const satisfies Attributes;

	/** Number of colours; follows the slider. */
	declare k: number;
	/** Whether the reader has a slider for k. */
	declare slider: boolean;
	/** What the averages are taken in, where there is a slider: `srgb`, `linear` or `oklab`. */
	declare space: ColorSpace;

	protected override widget() {
		return import('./KMeansImage.svelte');
	}

	protected override widgetProps() {
		return { k: this.k, showSlider: this.slider };
	}

	protected override exhibitValues() {
		return this.slider ? this.given('k', 'space') : {};
	}

	protected override heading() {
		return titleOf(this.k, this.slider);
	}

	protected override expectedHeight(width: number) {
		return this.slider
			? this.pictureHeight(width) + heightAt(withSlider, width)
			: this.pictureHeight(Math.min(680, width)) + heightAt(withoutSlider, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-kmeans-image': KMeansImageElement;
	}
}

export type KMeansImageChange = ChangeEvent<{ k: number; space: ColorSpace }>;
