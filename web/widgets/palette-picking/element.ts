import type { Attributes } from '../../embed/attributes';
import { heightAt } from '../../embed/element';
import { PictureElement, pictureAttributes } from '../exhibit/picture-element';

/** What stands above and below the pictures. */
const besidePictures = [
	[280, 1069],
	[320, 954],
	[360, 940],
	[400, 940],
	[480, 857],
	[560, 857],
	[640, 702],
	[700, 702],
	[701, 663]
] as const;

/**
 * Choose the few colours of a picture by hand, see the error that they leave, and let k-means try the same.
 *
 * @summary A palette by hand
 */
export default class PalettePickingElement extends PictureElement {
	static override readonly tag = 'roundoff-palette-picking';
	static override readonly attributes = {
		...pictureAttributes,
		colors: { type: 'string' }
	} as const satisfies Attributes;

	/** The palette to begin with: two to eight colours as `3a2f1b-c0b8a0-ffffff`; four greys without it. */
	declare colors: string | undefined;

	protected override widget() {
		return import('./PalettePicking.svelte');
	}

	protected override widgetProps() {
		return { colors: this.colors };
	}

	protected override heading() {
		return 'Which colours would you keep?';
	}

	protected override expectedHeight(width: number) {
		const pictures = width < 700 ? 2 * this.pictureHeight(width) : this.pictureHeight((width - 16) / 2);
		return pictures + heightAt(besidePictures, width);
	}
}

declare global {
	interface HTMLElementTagNameMap {
		'roundoff-palette-picking': PalettePickingElement;
	}
}
