/** What the elements have in common whose attributes are what brings their widget's state back. */
import { RoundoffElement } from '../embed/element';

export abstract class SavedElement extends RoundoffElement {
	protected override componentProps() {
		const values = Object.entries(this.attributeValues()).filter(([name]) => this.hasAttribute(name));
		return { saved: Object.fromEntries(values.map(([name, value]) => [name, String(value)])) };
	}
}
