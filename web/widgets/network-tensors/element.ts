import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 3771],
	[320, 3395],
	[360, 2669],
	[480, 2611],
	[560, 2183],
	[640, 1983],
	[700, 1716],
	[960, 1691]
] as const;

/**
 * The layers of a small real network, or of the reader’s own file, quantized: bytes, errors and pictures of the weights.
 *
 * @summary The tensors of a network
 */
export default class NetworkTensorsElement extends SavedElement {
	static override readonly tag = 'roundoff-network-tensors';
	static override readonly attributes = {
		layer: { type: 'string' },
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
				'pq',
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
		bits: { type: 'number', initial: 4, min: 2, max: 8 },
		mode: {
			type: 'choice',
			options: ['symmetric', 'symmetric-full', 'asymmetric'],
			initial: 'symmetric'
		},
		granularity: { type: 'choice', options: ['tensor', 'channel', 'group'], initial: 'channel' },
		group: { type: 'number', initial: 32, min: 2, max: 1024, scale: 'log' }
	} as const satisfies Attributes;

	/** Name of the tensor that is looked at. */
	declare layer: string | undefined;
	/** How it is quantized. */
	declare method: string;
	/** Bits of an integer. */
	declare bits: number;
	/** How the range lies about zero. */
	declare mode: 'symmetric' | 'symmetric-full' | 'asymmetric';
	/** What shares a scale. */
	declare granularity: 'tensor' | 'channel' | 'group';
	/** Weights that share a scale. */
	declare group: number;

	protected override async load() {
		return (await import('./NetworkTensors.svelte')).default;
	}

	protected override heading() {
		return 'How small does a real network get, and what does it lose?';
	}

	protected override firstPicture() {
		return resolve('/posters/network-[part].png', { part: 'before' });
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-network-tensors': NetworkTensorsElement;
	}
}
