import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1712],
	[320, 1587],
	[360, 1104],
	[420, 1060],
	[480, 1024],
	[560, 955],
	[640, 913],
	[700, 897],
	[780, 863]
] as const;

/**
 * Nearest, stochastic and adaptive rounding of a layer’s weights, and what each does to the layer’s outputs.
 *
 * @summary Ways to round
 */
export default class RoundingsElement extends SavedElement {
	static override readonly tag = 'roundoff-roundings';
	static override readonly attributes = {
		bits: { type: 'number', initial: 4, min: 2, max: 8 },
		seed: { type: 'number', initial: 1, min: 1, max: 1_000_000_000 }
	} as const satisfies Attributes;

	/** Bits of an integer. */
	declare bits: number;
	/** Which draw it is. */
	declare seed: number;

	protected override async load() {
		return (await import('./Roundings.svelte')).default;
	}

	protected override heading() {
		return 'Which way should a weight be rounded?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-roundings': RoundingsElement;
	}
}
