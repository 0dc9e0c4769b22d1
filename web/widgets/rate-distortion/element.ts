import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1872],
	[320, 1850],
	[360, 1667],
	[400, 1667],
	[480, 1618],
	[560, 1511],
	[640, 1522],
	[700, 1422],
	[720, 1433],
	[820, 1489],
	[960, 1568]
] as const;

/**
 * How many bits a tensor's values cost against how near they bring one to it: linear and k-means quantizers, with words of
 * fixed length and with an entropy code, beside Shannon's bound.
 *
 * @summary Rate against distortion
 */
export default class RateDistortionElement extends SavedElement {
	static override readonly tag = 'roundoff-rate-distortion';
	static override readonly attributes = {
		tensor: { type: 'string' },
		curve: {
			type: 'choice',
			options: ['linear', 'kmeans', 'kmeans-coded', 'uniform'],
			initial: 'uniform'
		},
		bits: { type: 'number', initial: 4, min: 0.25, max: 8, fraction: true },
		counted: { type: 'choice', options: ['theory', 'file'], initial: 'theory' }
	} as const satisfies Attributes;

	/** Name of a tensor of the site's network; random values of a Gaussian without it. */
	declare tensor: string | undefined;
	/** The curve that is looked at. */
	declare curve: 'linear' | 'kmeans' | 'kmeans-coded' | 'uniform';
	/** About how many bits a value. */
	declare bits: number;
	/** What counts as bits: the integers' entropy, or all that a file holds. */
	declare counted: 'theory' | 'file';

	protected override async load() {
		return (await import('./RateDistortion.svelte')).default;
	}

	protected override heading() {
		return 'How few bits would be enough?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-rate-distortion': RateDistortionElement;
	}
}
