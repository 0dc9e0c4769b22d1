import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt, type ChangeEvent } from '../../embed/element';
import type { ColorSpace } from '$engine/types';
import { PictureElement, pictureAttributes } from '../exhibit/picture-element';

const heights = [
	[280, 876],
	[320, 899],
	[360, 855],
	[400, 834],
	[440, 795],
	[480, 813],
	[520, 836],
	[680, 990],
	[700, 1010],
	[701, 464]
] as const;

/**
 * Error against the number of colours, and quality against bits per pixel, with the reader's own number on both.
 *
 * @summary Error against bits
 */
export default class ErrorCurvesElement extends PictureElement {
	static override readonly tag = 'roundoff-error-curves';
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
		return import('./ErrorCurves.svelte');
	}

	protected override exhibitValues() {
		return this.given('k', 'space');
	}

	protected override heading() {
		return 'How much error does each bit save?';
	}

	/** The dog's curve, or the picture whose curve it will be: smaller than it is elsewhere, as the charts will be. */
	protected override poster() {
		const image = super.poster();
		if (!this.src) {
			image.src = resolve('/posters/curve-[name].svg', { name: 'error' });
			image.alt = '';
		}
		image.className = 'first';
		return image;
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-error-curves': ErrorCurvesElement;
	}
}

export type ErrorCurvesChange = ChangeEvent<{ k: number; space: ColorSpace }>;
