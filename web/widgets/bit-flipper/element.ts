import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import type { NumberFormatName } from '$engine/tensor-types';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1635],
	[320, 1576],
	[360, 1321],
	[420, 1274],
	[480, 1161],
	[560, 1065],
	[640, 903],
	[700, 863]
] as const;

/**
 * A number as bits to flip, in nine formats: its fields, its formula, its neighbours on a ruler of all the numbers that the format has, and what another format makes of it.
 *
 * @summary The bits of a number
 */
export default class BitFlipperElement extends SavedElement {
	static override readonly tag = 'roundoff-bit-flipper';
	static override readonly attributes = {
		format: {
			type: 'choice',
			options: [
				'float32',
				'float16',
				'bfloat16',
				'fp8_e4m3',
				'fp8_e5m2',
				'fp4',
				'int8',
				'int4',
				'int2'
			],
			initial: 'float32'
		},
		with: {
			type: 'choice',
			options: [
				'float32',
				'float16',
				'bfloat16',
				'fp8_e4m3',
				'fp8_e5m2',
				'fp4',
				'int8',
				'int4',
				'int2'
			],
			initial: 'bfloat16'
		},
		value: { type: 'string' }
	} as const satisfies Attributes;

	/** Format of the number. */
	declare format: NumberFormatName;
	/** Format to compare it with. */
	declare with: NumberFormatName;
	/** The number, as a person would write it. */
	declare value: string | undefined;

	protected override async load() {
		return (await import('./BitFlipper.svelte')).default;
	}

	protected override heading() {
		return 'What does each bit of a number do?';
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-bit-flipper': BitFlipperElement;
	}
}
