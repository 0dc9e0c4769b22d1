import type { Attributes } from '../../embed/attributes';
import { heightAt, type ChangeEvent } from '../../embed/element';
import type { ColorSpace } from '$engine/types';
import { PictureElement, pictureAttributes } from '../exhibit/picture-element';

/** What stands above and below the pictures. */
const besidePictures = [
	[280, 754],
	[320, 712],
	[360, 672],
	[400, 691],
	[440, 652],
	[520, 572],
	[560, 572],
	[600, 510],
	[640, 484],
	[700, 484],
	[701, 445],
	[760, 445],
	[820, 425]
] as const;

/**
 * How far each pixel of a picture moved when it got k colours, drawn as brightness beside the picture itself.
 *
 * @summary Where the error is
 */
export default class ErrorHeatmapElement extends PictureElement {
	static override readonly tag = 'roundoff-error-heatmap';
	static override readonly attributes = {
		...pictureAttributes,
		k: { type: 'number', initial: 16, min: 1, max: 256, scale: 'log' },
		space: { type: 'choice', options: ['srgb', 'linear', 'oklab'], initial: 'srgb' }
	} as const satisfies Attributes;

	/** Number of colours; follows the reader. */
	declare k: number;
	/** What the averages are taken in: `srgb`, `linear` or `oklab`. */
	declare space: ColorSpace;

	protected override widget() {
		return import('./ErrorHeatmap.svelte');
	}

	protected override exhibitValues() {
		return this.given('k', 'space');
	}

	protected override heading() {
		return 'Where is the error?';
	}

	protected override expectedHeight(width: number) {
		const pictures = width < 700 ? 2 * this.pictureHeight(width) : this.pictureHeight((width - 16) / 2);
		return pictures + heightAt(besidePictures, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-error-heatmap': ErrorHeatmapElement;
	}
}

export type ErrorHeatmapChange = ChangeEvent<{ k: number; space: ColorSpace }>;
