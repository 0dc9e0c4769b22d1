/** What the elements have in common whose attributes are what brings their widget's state back. */
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
}
