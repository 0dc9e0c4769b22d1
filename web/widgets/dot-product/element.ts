import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1596],
	[320, 1470],
	[360, 1295],
	[420, 1253],
	[480, 1230],
	[560, 1111],
	[640, 969],
	[700, 921]
] as const;

/**
 * How far dot products in small formats are from the exact ones, for several ways to add up.
 *
 * @summary Dot products in few bits
 */
export default class DotProductElement extends SavedElement {
	static override readonly tag = 'roundoff-dot-product';
	static override readonly attributes = {
		length: { type: 'number', initial: 1024, min: 1, max: 65536, scale: 'log' },
		values: { type: 'choice', options: ['normal', 'uniform'], initial: 'normal' },
		seed: { type: 'number', initial: 1, min: 1, max: 1_000_000_000 }
	} as const satisfies Attributes;

	/** Entries of each vector. */
	declare length: number;
	/** How the entries are drawn. */
	declare values: 'normal' | 'uniform';
	/** Which draw it is. */
	declare seed: number;

	protected override async load() {
		return (await import('./DotProduct.svelte')).default;
	}

	protected override heading() {
		return 'How wrong is a sum of products in fewer bits?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-dot-product': DotProductElement;
	}
}
