import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1266],
	[320, 1202],
	[420, 1097],
	[480, 1053],
	[560, 976],
	[640, 928],
	[719, 750]
] as const;

/**
 * Integers of four or two bits packed into bytes, bit by bit, and unpacked again.
 *
 * @summary Packing small integers
 */
export default class PackingElement extends SavedElement {
	static override readonly tag = 'roundoff-packing';
	static override readonly attributes = {
		bits: { type: 'choice', options: ['4', '2'], initial: '4' },
		integers: { type: 'string' }
	} as const satisfies Attributes;

	/** Bits of an integer. */
	declare bits: '4' | '2';
	/** The integers, with commas between them. */
	declare integers: string | undefined;

	protected override async load() {
		return (await import('./Packing.svelte')).default;
	}

	protected override heading() {
		return 'How do two integers fit into one byte?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-packing': PackingElement;
	}
}
