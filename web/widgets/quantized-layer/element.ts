import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 2742],
	[320, 2627],
	[360, 2413],
	[480, 2379],
	[560, 2175],
	[640, 1608],
	[700, 1479],
	[780, 1348],
	[860, 1426],
	[960, 1366]
] as const;

/**
 * One linear layer in float32, int8 and int4: the error of its outputs, its bytes, and its milliseconds on the reader’s machine.
 *
 * @summary A layer in integers
 */
export default class QuantizedLayerElement extends SavedElement {
	static override readonly tag = 'roundoff-quantized-layer';
	static override readonly attributes = {
		weights: { type: 'choice', options: ['network', 'random'], initial: 'network' },
		batch: { type: 'choice', options: ['1', '4', '16', '64'], initial: '16' },
		group: { type: 'choice', options: ['0', '16', '32', '64', '128'], initial: '32' },
		calibration: { type: 'choice', options: ['1', '2', '4', '8', '16', '32'], initial: '4' },
		range: { type: 'choice', options: ['minmax', 'percentile:99.9', 'percentile:99'], initial: 'minmax' },
		seed: { type: 'number', initial: 1, min: 1, max: 1_000_000_000 }
	} as const satisfies Attributes;

	/** Which layer: one of a real network, or a large random one. */
	declare weights: 'network' | 'random';
	/** Inputs at once. */
	declare batch: '1' | '4' | '16' | '64';
	/** Weights that share a scale in int4; 0 is one scale for each channel. */
	declare group: '0' | '16' | '32' | '64' | '128';
	/** Batches on which the inputs’ range is measured. */
	declare calibration: '1' | '2' | '4' | '8' | '16' | '32';
	/** How that range is taken. */
	declare range: 'minmax' | 'percentile:99.9' | 'percentile:99';
	/** Which draw it is. */
	declare seed: number;

	protected override async load() {
		return (await import('./QuantizedLayer.svelte')).default;
	}

	protected override heading() {
		return 'What happens to a layer’s outputs, its size and its speed?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-quantized-layer': QuantizedLayerElement;
	}
}
