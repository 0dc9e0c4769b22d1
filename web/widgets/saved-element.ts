/** What the elements have in common whose attributes are what brings their widget's state back. */
import { resolve } from '$app/paths';
import { initialOf } from '../embed/attributes';
import { RoundoffElement } from '../embed/element';

export abstract class SavedElement extends RoundoffElement {
	protected override componentProps() {
		const values = Object.entries(this.attributeValues()).filter(([name]) => this.hasAttribute(name));
		const { attributes } = this.constructor as typeof SavedElement;
		return {
			saved: Object.fromEntries(values.map(([name, value]) => [name, String(value)])),
			initial: Object.fromEntries(
				Object.entries(attributes).map(([name, attribute]) => [
					name,
					initialOf(attribute)?.toString()
				])
			)
		};
	}

	/** Where what the widget shows first is stored; see routes/posters. */
	protected firstPicture(): string {
		return resolve('/posters/first-[widget].svg', { widget: this.localName.slice(9) });
	}

	protected override poster() {
		const url = this.firstPicture();
		// A widget in one file has none.
		if (!url) return undefined;
		const image = new Image();
		image.src = url;
		image.alt = '';
		image.loading = 'lazy';
		image.className = 'first';
		// Weights and faces have few pixels, each of which is meant to be seen.
		image.style.imageRendering = 'pixelated';
		return image;
	}
}
