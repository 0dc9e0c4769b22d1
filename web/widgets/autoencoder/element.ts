import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1700],
	[700, 1000],
	[960, 950]
] as const;

/**
 * Pixel art of the reader's own through an autoencoder whose weights have few bits: its latent, its reconstruction, and
 * where that is off.
 *
 * @summary Pixel art through an autoencoder
 */
export default class AutoencoderElement extends SavedElement {
	static override readonly tag = 'roundoff-autoencoder';
	static override readonly attributes = {
		bits: { type: 'number', initial: 8, min: 1, max: 8 },
		method: { type: 'string' },
		granularity: { type: 'choice', options: ['tensor', 'channel', 'group'], initial: 'channel' },
		group: { type: 'number', initial: 64, min: 16, max: 128, scale: 'log' }
	} as const satisfies Attributes;

	/** Bits for each weight; 1 only with `kmeans`. */
	declare bits: number;
	/** How weights are held: `linear`, `kmeans`, `nf4`, … */
	declare method: string | undefined;
	/** What shares a scale. */
	declare granularity: 'tensor' | 'channel' | 'group';
	/** Weights that share a scale where that is a group. */
	declare group: number;

	protected override async load() {
		return (await import('./Autoencoder.svelte')).default;
	}

	protected override heading() {
		return 'What does the network make of your picture?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-autoencoder': AutoencoderElement;
	}
}
