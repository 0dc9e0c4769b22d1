import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1087],
	[320, 1066],
	[360, 966],
	[390, 926],
	[420, 863],
	[480, 804],
	[560, 783],
	[640, 711]
] as const;

/**
 * A curve written down by the nearest marks of a ruler: how many marks there are, and where zero goes. It can be drawn on.
 *
 * @summary A curve between the marks
 */
export default class RulerElement extends SavedElement {
	static override readonly tag = 'roundoff-ruler';
	static override readonly attributes = {
		bits: { type: 'number', initial: 3, min: 2, max: 8 },
		mode: { type: 'choice', options: ['asymmetric', 'symmetric'], initial: 'asymmetric' },
		curve: { type: 'choice', options: ['swell', 'pluck', 'positive', 'own'], initial: 'swell' },
		values: { type: 'string' }
	} as const satisfies Attributes;

	/** Bits of an integer: as many marks as it has values. */
	declare bits: number;
	/** Where zero goes: as the values have it, or in the middle. */
	declare mode: 'asymmetric' | 'symmetric';
	/** Which curve it is. */
	declare curve: 'swell' | 'pluck' | 'positive' | 'own';
	/** One that was drawn: 96 whole hundredths from -100 to 100, with commas between them. */
	declare values: string | undefined;

	protected override async load() {
		return (await import('./Ruler.svelte')).default;
	}

	protected override heading() {
		return 'What is left of a curve between the marks?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-ruler': RulerElement;
	}
}
