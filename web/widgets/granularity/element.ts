import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1925],
	[320, 1798],
	[360, 1640],
	[420, 1640],
	[560, 1806],
	[640, 1619],
	[719, 1710],
	[720, 950],
	[860, 1001],
	[960, 947]
] as const;

/**
 * One scale for a whole tensor, for each channel or for each group of weights, beside an outlier that spoils it for the others.
 *
 * @summary Granularity
 */
export default class GranularityElement extends SavedElement {
	static override readonly tag = 'roundoff-granularity';
	static override readonly attributes = {
		tensor: { type: 'choice', options: ['layer', 'small'], initial: 'layer' },
		bits: { type: 'number', initial: 4, min: 2, max: 8 },
		channel: { type: 'choice', options: ['output', 'input'], initial: 'output' },
		group: { type: 'number', initial: 32, min: 1, max: 128, scale: 'log' },
		times: { type: 'number', initial: 10, min: 1, max: 50 },
		weight: { type: 'number', min: 0, max: 1_000_000_000 }
	} as const satisfies Attributes;

	/** Which weights: a whole layer, or 8 × 8 of them. */
	declare tensor: 'layer' | 'small';
	/** Bits of an integer. */
	declare bits: number;
	/** What a channel is. */
	declare channel: 'output' | 'input';
	/** Weights that share a scale. */
	declare group: number;
	/** What one weight is multiplied by. */
	declare times: number;
	/** Which weight that is. */
	declare weight: number | undefined;

	protected override async load() {
		return (await import('./Granularity.svelte')).default;
	}

	protected override heading() {
		return 'How many weights should share a scale?';
	}

	protected override firstPicture() {
		return resolve('/posters/granularity-[id].png', { id: 'asymmetric' });
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-granularity': GranularityElement;
	}
}
