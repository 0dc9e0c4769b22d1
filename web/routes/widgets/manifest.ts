/** What the Custom Elements Manifest says of an element, as far as the gallery shows it. See web/embed/manifest.config.mjs. */

export interface ManifestAttribute {
	name: string;
	description?: string;
	type: { text: string };
	default?: string;
	/** Where there are only a few values. */
	options?: string[];
	min?: number;
	max?: number;
	scale?: 'linear' | 'log';
	/** Those that a number may be, where not every one. */
	values?: number[];
}

interface Named {
	name: string;
	description?: string;
}

export interface ManifestElement {
	name: string;
	tagName: `roundoff-${string}`;
	summary: string;
	description: string;
	attributes: ManifestAttribute[];
	events: Named[];
	slots: Named[];
	cssParts: Named[];
	cssProperties: Named[];
}

export interface Manifest {
	modules: { declarations: Partial<ManifestElement>[] }[];
}

/** The elements, by the folder of their widget. */
export function elementsIn(manifest: Manifest): Record<string, ManifestElement> {
	return Object.fromEntries(
		manifest.modules
			.flatMap(({ declarations }) => declarations)
			.filter((declaration): declaration is ManifestElement => declaration.tagName !== undefined)
			.map((element) => [element.tagName.replace('roundoff-', ''), element])
	);
}
