/**
 * What all elements have in common. The script that a post loads holds this and posters only; a widget's own code is
 * fetched when it comes near the screen, and everything it took is given back when it leaves the page.
 */
import type { Component } from 'svelte';
import { complaint, propertyOf, read, write, type Attributes, type Value } from './attributes';
import type { Mounted } from './mount.svelte';
import { adoptStyles, dropStyles } from './styles';

/** Heights at some widths in ascending order, in pixels: measured, and interpolated in between. */
export type Heights = readonly (readonly [width: number, height: number])[];

/** Told when the reader has changed a value, or the widget has; not of what the page sets. `detail` holds the element's values that the widget told of. */
export type ChangeEvent<Values = Record<string, unknown>> = CustomEvent<Values>;
/** Told once, when the widget has drawn what it is about. */
export type ReadyEvent = CustomEvent<undefined>;
/** Told when something went wrong: an attribute that makes no sense, a picture that cannot be opened. */
export type ErrorEvent = CustomEvent<{ message: string }>;

/** How far below the screen a widget is still worth loading. */
const nearness = '100% 0%';

let observer: IntersectionObserver | undefined;
const awaited = new WeakMap<Element, () => void>();

function whenNear(element: Element, come: () => void): void {
	observer ??= new IntersectionObserver(
		(entries) => {
			for (const { target, isIntersecting } of entries) if (isIntersecting) awaited.get(target)?.();
		},
		{ rootMargin: nearness }
	);
	awaited.set(element, come);
	observer.observe(element);
}

/** Those of every element. */
const common: Attributes = { theme: { type: 'choice', options: ['light', 'dark'] } };

export function heightAt(heights: Heights, width: number): number {
	const after = heights.findIndex(([at]) => at >= width);
	if (after <= 0) return heights.at(after)![1];
	const [[x0, y0], [x1, y1]] = [heights[after - 1]!, heights[after]!];
	return y0 + ((width - x0) / (x1 - x0)) * (y1 - y0);
}

/**
 * @slot fallback - A picture for the time before the widget runs, and for readers without JavaScript.
 * @slot caption - Your own words under the figure, in place of ours.
 *
 * @csspart figure - The whole figure.
 * @csspart title - The question above the picture.
 * @csspart picture - The picture, or what stands for it.
 * @csspart controls - The row of sliders and choices.
 * @csspart numbers - The numbers under the controls.
 * @csspart caption - The words under the figure.
 * @csspart error - The line that says what went wrong.
 * @csspart button - Every button.
 * @csspart poster - What stands in its place until it runs.
 *
 * @cssprop --roundoff-accent - Colour of what can be moved and of links.
 * @cssprop --roundoff-on-accent - Colour of text on the accent.
 * @cssprop --roundoff-ink - Colour of text.
 * @cssprop --roundoff-ink-soft - Colour of captions and labels.
 * @cssprop --roundoff-ink-faint - Colour of hints.
 * @cssprop --roundoff-paper - Colour behind the widget, for what has to cover something.
 * @cssprop --roundoff-surface - Colour of quiet areas.
 * @cssprop --roundoff-surface-strong - Colour of tracks and empty pictures.
 * @cssprop --roundoff-rule - Colour of thin lines.
 * @cssprop --roundoff-rule-strong - Colour of the edges of controls.
 * @cssprop --roundoff-radius - Radius of corners.
 * @cssprop --roundoff-font-ui - Typeface; the post's own by default.
 * @cssprop --roundoff-font-mono - Typeface of code.
 * @cssprop --roundoff-text-size - Size of text; the post's own by default, within 14 to 18 pixels.
 *
 * @fires {CustomEvent} roundoff-change - The reader has changed a value; not told of what the page sets.
 * @fires {CustomEvent<undefined>} roundoff-ready - The widget has drawn for the first time.
 * @fires {CustomEvent<{ message: string }>} roundoff-error - Something went wrong; `detail.message` says what.
 */
export abstract class RoundoffElement extends HTMLElement {
	static readonly tag: `roundoff-${string}`;
	static readonly attributes: Attributes = {};

	static get observedAttributes(): string[] {
		return [...Object.keys(common), ...Object.keys(this.attributes)];
	}

	/** Colours of its own: `light` or `dark`. Without it the widget follows the post's `color-scheme`. */
	declare theme: string | undefined;

	#frame: HTMLElement | undefined;
	#sizes: ResizeObserver | undefined;
	/** Each stay in the page has its own, so that what was asked for in an earlier one comes to nothing. */
	#stay: AbortController | undefined;
	#mounted: Mounted | undefined;
	#isReady = false;
	#mirroring = false;

	/** The Svelte component, fetched when the element comes near the screen. */
	protected abstract load(): Promise<Component<never>>;

	/** What the component gets: the values of the attributes, unless it calls them otherwise. */
	protected componentProps(): Record<string, unknown> {
		return this.attributeValues();
	}

	/** The question above the picture, while the widget has not loaded. */
	protected abstract heading(): string;

	/** How high the widget will be, so that what stands below it need not move. */
	protected abstract expectedHeight(width: number): number;

	/** A picture to show until then. */
	protected poster(): HTMLElement | undefined {
		return undefined;
	}

	protected attributeValues(): Record<string, Value> {
		return Object.fromEntries(
			Object.entries(this.#attributes).map(([name, attribute]) => [
				propertyOf(name),
				read(this, name, attribute)
			])
		);
	}

	get #attributes(): Attributes {
		return (this.constructor as typeof RoundoffElement).attributes;
	}

	connectedCallback(): void {
		// Moved within the page: nothing was given back, nothing is lost.
		if (this.#stay) return;
		this.#takeEarlyProperties();
		const { signal } = (this.#stay = new AbortController());
		this.#showPoster();
		whenNear(this, () => {
			observer?.unobserve(this);
			void this.#run(signal);
		});
	}

	disconnectedCallback(): void {
		// A move is a removal with an insertion right after it.
		queueMicrotask(() => {
			if (this.isConnected) return;
			this.#stay?.abort();
			this.#stay = undefined;
			observer?.unobserve(this);
			this.#sizes?.disconnect();
			this.#mounted?.remove();
			this.#mounted = undefined;
			this.#isReady = false;
			this.#frame?.replaceChildren();
			if (this.shadowRoot) dropStyles(this.shadowRoot);
		});
	}

	attributeChangedCallback(name: string, _before: string | null, text: string | null): void {
		const attribute = this.#attributes[name] ?? common[name]!;
		const wrong = text === null ? undefined : complaint(name, attribute, text);
		if (wrong) this.#fail(`<${this.localName}>: ${wrong}`);
		if (this.#mirroring) return;
		if (this.#stay && !this.#mounted) this.#drawPoster();
		this.#mounted?.set(this.componentProps());
		// What the page changes may need less room than was kept.
		if (this.#isReady) this.#frame?.style.removeProperty('min-height');
	}

	/** Properties that were set before the script had loaded are plain ones until they are handed over. */
	#takeEarlyProperties(): void {
		for (const name of (this.constructor as typeof RoundoffElement).observedAttributes.map(propertyOf)) {
			if (!Object.hasOwn(this, name)) continue;
			const own = this as unknown as Record<string, unknown>;
			const value = own[name];
			delete own[name];
			own[name] = value;
		}
	}

	#showPoster(): void {
		const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
		adoptStyles(root);
		if (!this.#frame) {
			this.#frame = document.createElement('div');
			this.#frame.className = 'frame';
			root.append(this.#frame);
		}
		const frame = this.#frame;
		this.#drawPoster();

		let width = this.getBoundingClientRect().width;
		// Room is kept until the widget has drawn, and from then on as long as the width stays.
		this.#sizes = new ResizeObserver(([entry]) => {
			const now = entry!.contentRect.width;
			if (now === width) return;
			width = now;
			frame.style.minHeight = this.#isReady ? '' : `${this.expectedHeight(now)}px`;
		});
		this.#sizes.observe(this);
	}

	#drawPoster(): void {
		const poster = document.createElement('div');
		poster.className = 'poster';
		poster.part.add('poster');
		const title = document.createElement('p');
		title.className = 'title';
		title.part.add('title');
		title.textContent = this.heading();
		const slot = document.createElement('slot');
		slot.name = 'fallback';
		const picture = this.poster();
		if (picture) slot.append(picture);
		poster.append(title, slot);
		const frame = this.#frame!;
		frame.replaceChildren(poster);
		frame.style.minHeight = `${this.expectedHeight(this.getBoundingClientRect().width)}px`;
	}

	async #run(signal: AbortSignal): Promise<void> {
		try {
			const [{ mountWidget }, widget] = await Promise.all([import('./mount.svelte'), this.load()]);
			if (signal.aborted || !this.#frame) return;
			this.#frame.replaceChildren();
			this.#mounted = mountWidget(
				this.#frame,
				widget as Component<Record<string, unknown>>,
				this.componentProps(),
				{
					change: (values) => this.#changed(values),
					ready: () => {
						if (this.#isReady) return;
						this.#isReady = true;
						this.#tell('roundoff-ready', undefined);
					},
					error: (message) => this.#fail(message)
				}
			);
		} catch (error) {
			if (signal.aborted) return;
			this.#fail(
				`<${this.localName}> could not be loaded: ${error instanceof Error ? error.message : error}`
			);
		}
	}

	#changed(values: Record<string, unknown>): void {
		let any = false;
		const told: Record<string, Value> = {};
		this.#mirroring = true;
		for (const [name, attribute] of Object.entries(this.#attributes)) {
			const property = propertyOf(name);
			if (!(property in values)) continue;
			const value = values[property];
			// undefined: what was optional has been cleared, which is to have no attribute
			if (value === undefined ? this.hasAttribute(name) : value !== read(this, name, attribute)) {
				write(this, name, value);
				any = true;
			}
			// as the property has it: a widget may count what the attribute calls '64'
			told[property] = read(this, name, attribute);
		}
		this.#mirroring = false;
		if (!any) return;
		// Else the page could not set what was there before the reader's change: it would be no change to the widget.
		this.#mounted?.set(this.componentProps());
		this.#tell('roundoff-change', told);
	}

	#fail(message: string): void {
		this.#tell('roundoff-error', { message });
	}

	#tell(type: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
	}
}

/** Makes the tag known, and gives its class the properties that mirror its attributes. */
export function define(element: typeof RoundoffElement & (new () => RoundoffElement)): void {
	const attributes: Attributes = { ...common, ...element.attributes };
	for (const [name, attribute] of Object.entries(attributes)) {
		Object.defineProperty(element.prototype, propertyOf(name), {
			configurable: true,
			enumerable: true,
			get(this: RoundoffElement) {
				return read(this, name, attribute);
			},
			set(this: RoundoffElement, value: unknown) {
				write(this, name, value);
			}
		});
	}
	// Two scripts on a page may both bring it; the first one stays.
	if (!customElements.get(element.tag)) customElements.define(element.tag, element);
}
