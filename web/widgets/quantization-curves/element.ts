import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 877],
	[360, 855],
	[400, 834],
	[440, 774],
	[480, 762],
	[520, 713],
	[640, 759],
	[680, 734],
	[960, 891]
] as const;

/**
 * What fewer bits cost a diffusion model and an autoencoder, by three judges: a curve for each way to hold the weights.
 *
 * @summary Networks with fewer bits, judged
 */
export default class QuantizationCurvesElement extends SavedElement {
	static override readonly tag = 'roundoff-quantization-curves';
	static override readonly attributes = {
		judge: { type: 'choice', options: ['content', 'crowd', 'distance'], initial: 'content' },
		weights: {
			type: 'choice',
			options: [
				'linear-tensor',
				'linear-channel',
				'linear-group',
				'kmeans-tensor',
				'kmeans-channel',
				'kmeans-group',
				'trained'
			],
			initial: 'linear-channel'
		},
		bits: { type: 'number', initial: 4, min: 2, max: 8 }
	} as const satisfies Attributes;

	/** Who judges: what is seen in the faces, their crowd, or how near pictures come back. */
	declare judge: 'content' | 'crowd' | 'distance';
	/** How weights are held, and what shares a scale or a codebook. */
	declare weights:
		| 'linear-tensor'
		| 'linear-channel'
		| 'linear-group'
		| 'kmeans-tensor'
		| 'kmeans-channel'
		| 'kmeans-group'
		| 'trained';
	/** Bits for each weight. */
	declare bits: number;

	protected override async load() {
		return (await import('./QuantizationCurves.svelte')).default;
	}

	protected override heading() {
		return 'How many bits does a face need?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-quantization-curves': QuantizationCurvesElement;
	}
}
