/** What the elements about a picture have in common: which picture, and who looks at it together. */
import type { Component } from 'svelte';
import type { Attributes } from '../../embed/attributes';
import { RoundoffElement } from '../../embed/element';
import type { FirstPicture } from './first-picture';
import { namedPicture } from './named-picture';

export const pictureAttributes = {
	src: { type: 'string' },
	alt: { type: 'string' },
	width: { type: 'number', min: 1, max: 100_000 },
	height: { type: 'number', min: 1, max: 100_000 },
	group: { type: 'string' }
} as const satisfies Attributes;

export abstract class PictureElement extends RoundoffElement {
	/** Address of the picture; the site's dog without it. Another origin's must allow it to be read (CORS). */
	declare src: string | undefined;
	/** What the picture shows, for those who do not see it. */
	declare alt: string | undefined;
	/** Pixels across, so that room is kept before it has loaded; those of the dog by default. */
	declare width: number | undefined;
	/** Pixels down. */
	declare height: number | undefined;
	/** Elements with the same word here look at one picture together, with one number of colours. */
	declare group: string | undefined;

	#widget: Component<Record<string, unknown>> | undefined;

	protected abstract widget(): Promise<{ default: Component<never> }>;

	/** What the widget itself gets. */
	protected widgetProps(): Record<string, unknown> {
		return {};
	}

	/** What of the element's values is the exhibit's, shared in a group. */
	protected exhibitValues(): Record<string, unknown> {
		return {};
	}

	/** Values that the post names; undefined where it leaves them to the group. */
	protected given(...names: string[]): Record<string, unknown> {
		const values = this.attributeValues();
		return Object.fromEntries(
			names.map((name) => [name, this.hasAttribute(name) ? values[name] : undefined])
		);
	}

	protected override async load() {
		const [{ default: exhibit }, { default: widget }] = await Promise.all([
			import('./OwnExhibit.svelte'),
			this.widget()
		]);
		this.#widget = widget as unknown as Component<Record<string, unknown>>;
		return exhibit;
	}

	protected override componentProps() {
		const shared = this.exhibitValues();
		return {
			widget: this.#widget,
			widgetProps: this.widgetProps(),
			first: this.first(),
			group: this.group,
			...shared,
			shared: Object.keys(shared)
		};
	}

	protected first(): FirstPicture {
		return namedPicture(this, this.ownerDocument.baseURI);
	}

	/**
	 * How high the picture is at a width: one screen holds it together with what stands under it. A frame that takes its
	 * height from what is in it says how high a screen is: its own would grow with the picture.
	 */
	protected pictureHeight(width: number): number {
		const { width: across, height: down } = this.first();
		const ratio = across / down;
		const screen = parseFloat(getComputedStyle(this).getPropertyValue('--screen-height')) || innerHeight;
		return Math.min(width, Math.max(272, ratio * 0.7 * screen)) / ratio;
	}

	protected override poster(): HTMLImageElement {
		const { url, width, height, alt } = this.first();
		const image = new Image(width, height);
		image.src = url;
		image.alt = alt;
		image.decoding = 'async';
		image.loading = 'lazy';
		image.style.maxWidth = `max(17rem, ${width / height} * 0.7 * var(--screen-height, 100svh))`;
		return image;
	}
}
