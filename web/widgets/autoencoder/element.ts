import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1731],
	[360, 1780],
	[480, 1694],
	[540, 1267],
	[640, 1262],
	[704, 1296],
	[720, 960],
	[960, 954]
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
		method: {
			type: 'choice',
			options: [
				'float16',
				'bfloat16',
				'fp8_e4m3',
				'fp8_e5m2',
				'linear',
				'power_of_two',
				'kmeans',
				'q8_0',
				'mxfp8',
				'mxfp8_e5m2',
				'q4_0',
				'nf4',
				'mxfp4',
				'fp4'
			],
			initial: 'linear'
		},
		granularity: { type: 'choice', options: ['tensor', 'channel', 'group'], initial: 'channel' },
		group: { type: 'number', initial: 64, min: 16, max: 128, values: [16, 32, 64, 128] }
	} as const satisfies Attributes;

	/** Bits for each weight; 1 only with `kmeans`. */
	declare bits: number;
	/** How weights are held. */
	declare method: string;
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

	protected override firstPicture() {
		return resolve('/posters/autoencoder-[part].png', { part: 'picture' });
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
