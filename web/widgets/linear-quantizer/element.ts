import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 2526],
	[360, 2328],
	[480, 2236],
	[560, 2241],
	[719, 2397],
	[720, 1402],
	[960, 1330]
] as const;

/**
 * A tensor’s values as integers of few bits: the ends of the range as handles, and what is lost by clipping and by rounding.
 *
 * @summary A linear quantizer
 */
export default class LinearQuantizerElement extends SavedElement {
	static override readonly tag = 'roundoff-linear-quantizer';
	static override readonly attributes = {
		tensor: { type: 'choice', options: ['small', 'layer', 'own'], initial: 'small' },
		values: { type: 'string' },
		bits: { type: 'number', initial: 4, min: 2, max: 8 },
		mode: {
			type: 'choice',
			options: ['asymmetric', 'symmetric', 'symmetric-full'],
			initial: 'asymmetric'
		},
		range: { type: 'string' }
	} as const satisfies Attributes;

	/** Which weights: 8 × 8 of them, a whole layer, or your own. */
	declare tensor: 'small' | 'layer' | 'own';
	/** Your own values: rows on lines, or with blanks between them. */
	declare values: string | undefined;
	/** Bits of an integer. */
	declare bits: number;
	/** How the range lies about zero. */
	declare mode: 'asymmetric' | 'symmetric' | 'symmetric-full';
	/** How the range is chosen: `minmax`, `mse`, `percentile:99.9`, or `LOW,HIGH`. */
	declare range: string | undefined;

	protected override async load() {
		return (await import('./LinearQuantizer.svelte')).default;
	}

	protected override heading() {
		return 'Where should the range end?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-linear-quantizer': LinearQuantizerElement;
	}
}
