/** An element's attributes and the properties that mirror them. The attribute is where the value is kept. */

export type Attribute =
	| {
			type: 'number';
			initial?: number;
			min: number;
			max: number;
			scale?: 'linear' | 'log';
			/** Those that it may be; any whole number within the ends without. */
			values?: readonly number[];
			fraction?: true;
	  }
	| { type: 'boolean' }
	| { type: 'choice'; options: readonly string[]; initial?: string }
	| { type: 'string' };

export type Attributes = Readonly<Record<string, Attribute>>;

export type Value = number | boolean | string | undefined;

/** The value that an attribute's text stands for, or undefined where it stands for none. */
function parse(attribute: Attribute, text: string): Value {
	switch (attribute.type) {
		case 'boolean':
			return text !== 'false';
		case 'string':
			return text;
		case 'choice':
			return attribute.options.includes(text) ? text : undefined;
		case 'number': {
			const value = text.trim() === '' ? NaN : Number(text);
			const { min, max, values, fraction } = attribute;
			if (values) return values.includes(value) ? value : undefined;
			return value >= min && value <= max && (fraction || value % 1 === 0) ? value : undefined;
		}
	}
}

/** What it is while it is not set. */
export const initialOf = (attribute: Attribute): Value =>
	attribute.type === 'boolean' ? false : 'initial' in attribute ? attribute.initial : undefined;

/** What is wrong with an attribute's text, in one line; undefined where nothing is. */
export function complaint(name: string, attribute: Attribute, text: string): string | undefined {
	if (parse(attribute, text) !== undefined) return undefined;
	const wanted =
		attribute.type === 'number'
			? attribute.values
				? `one of ${attribute.values.join(', ')}`
				: `a ${attribute.fraction ? '' : 'whole '}number from ${attribute.min} to ${attribute.max}`
			: attribute.type === 'choice'
				? `one of ${attribute.options.join(', ')}`
				: attribute.type;
	return `${name}="${text}" is not ${wanted}`;
}

export function read(element: Element, name: string, attribute: Attribute): Value {
	const text = element.getAttribute(name);
	return (text === null ? undefined : parse(attribute, text)) ?? initialOf(attribute);
}

export function write(element: Element, name: string, value: unknown): void {
	if (value === undefined || value === null || value === false) element.removeAttribute(name);
	else element.setAttribute(name, value === true ? '' : String(value));
}

/** `show-slider` as a property. */
export const propertyOf = (name: string): string =>
	name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
