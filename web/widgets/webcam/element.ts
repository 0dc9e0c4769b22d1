import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { dog } from '../exhibit/dog';
import { SavedElement } from '../saved-element';

const heights = [
	[280, 1499],
	[320, 1424],
	[360, 1414],
	[480, 1428],
	[520, 1304],
	[640, 1302],
	[960, 1313]
] as const;

/**
 * The reader's camera in k colours, live, with a palette that follows the scene without flicker. It asks for the camera
 * on a click only; nothing is recorded or sent.
 *
 * @summary Your camera in a few colours
 */
export default class WebcamElement extends SavedElement {
	static override readonly tag = 'roundoff-webcam';
	static override readonly attributes = {
		k: { type: 'number', initial: 16, min: 2, max: 64, scale: 'log' },
		mode: { type: 'choice', options: ['follow', 'new', 'frozen'], initial: 'follow' }
	} as const satisfies Attributes;

	/** Number of colours; follows the slider. */
	declare k: number;
	/** Whether the palette follows the scene, is new for each frame, or stays. */
	declare mode: 'follow' | 'new' | 'frozen';

	protected override async load() {
		return (await import('./Webcam.svelte')).default;
	}

	protected override heading() {
		return `What do you look like in ${this.k} colours?`;
	}

	protected override firstPicture() {
		return dog.poster(this.k);
	}

	protected override expectedHeight(width: number) {
		return heightAt(heights, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-webcam': WebcamElement;
	}
}
