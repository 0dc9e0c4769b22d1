import { resolve } from '$app/paths';
import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 2508],
	[360, 2545],
	[480, 2659],
	[560, 2610],
	[570, 1700],
	[640, 1670],
	[960, 1674]
] as const;

/**
 * Faces drawn by a small diffusion model in the reader's browser, its weights as trained beside those quantized: bits,
 * method, wishes, steps, and bits layer by layer.
 *
 * @summary Faces drawn with few bits
 */
export default class DiffusionElement extends SavedElement {
	static override readonly tag = 'roundoff-diffusion';
	static override readonly attributes = {
		bits: { type: 'number', initial: 3, min: 2, max: 8 },
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
				'fp4',
				'trained_3bit',
				'trained_2bit'
			],
			initial: 'linear'
		},
		granularity: { type: 'choice', options: ['tensor', 'channel', 'group'], initial: 'channel' },
		group: { type: 'number', initial: 64, min: 16, max: 256, values: [16, 32, 64, 128, 256] },
		say: { type: 'string' },
		asked: { type: 'string' },
		faces: { type: 'choice', options: ['16', '36', '64'], initial: '64' },
		steps: { type: 'number', initial: 12, min: 1, max: 30, values: [1, 2, 4, 6, 8, 12, 16, 20, 30] },
		guidance: { type: 'number', initial: 2, min: 0, max: 6, values: [0, 0.5, 1, 1.5, 2, 3, 4, 6] },
		seed: { type: 'number', initial: 1, min: 0, max: 4_294_967_296 },
		plan: { type: 'choice', options: ['same', 'automatic', 'own'], initial: 'same' },
		layers: { type: 'string' }
	} as const satisfies Attributes;

	/** Bits for each weight. */
	declare bits: number;
	/** How weights are held. */
	declare method: string;
	/** What shares a scale. */
	declare granularity: 'tensor' | 'channel' | 'group';
	/** Weights that share a scale where that is a group. */
	declare group: number;
	/** What stands in the field for wishes. */
	declare say: string | undefined;
	/** Wishes as the network knows them: `hairColor:green,hat:no`. */
	declare asked: string | undefined;
	/** How many faces. */
	declare faces: '16' | '36' | '64';
	/** Steps from noise to face. */
	declare steps: number;
	/** How far wishes are followed: 0 not at all, 1 as learnt, above that exaggerated. */
	declare guidance: number;
	/** Which noise the first face starts from. */
	declare seed: number;
	/** Whose bits the layers have. */
	declare plan: 'same' | 'automatic' | 'own';
	/** Bits of the layers one by one, as digits, for the plan `own`. */
	declare layers: string | undefined;

	protected override async load() {
		return (await import('./Diffusion.svelte')).default;
	}

	protected override heading() {
		return 'At how few bits do the faces fall apart?';
	}

	protected override firstPicture() {
		return resolve('/posters/faces-[part].png', { part: 'trained' });
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-diffusion': DiffusionElement;
	}
}
