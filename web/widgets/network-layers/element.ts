import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1049],
	[320, 1005],
	[360, 947],
	[390, 926],
	[480, 905],
	[560, 884],
	[600, 820],
	[640, 748],
	[680, 730]
] as const;

/**
 * Every layer of a small real network in few bits at once: how much each one minds, and what the whole weighs.
 *
 * @summary A whole network in few bits
 */
export default class NetworkLayersElement extends SavedElement {
	static override readonly tag = 'roundoff-network-layers';
	static override readonly attributes = {
		bits: { type: 'number', initial: 8, min: 2, max: 8 },
		granularity: { type: 'choice', options: ['tensor', 'channel', 'group'], initial: 'channel' },
		alone: { type: 'string' }
	} as const satisfies Attributes;

	/** Bits of an integer. */
	declare bits: number;
	/** What shares a scale. */
	declare granularity: 'tensor' | 'channel' | 'group';
	/** Names of the layers that stay float32, with commas between them. */
	declare alone: string | undefined;

	protected override async load() {
		return (await import('./NetworkLayers.svelte')).default;
	}

	protected override heading() {
		return 'Which layers mind, and what does the whole network weigh?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-network-layers': NetworkLayersElement;
	}
}
