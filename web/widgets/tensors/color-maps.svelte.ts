import type { ColorMaps as CoreMaps, OddColors, Tensor } from '$engine/tensor-types';

/** Where all values are finite nobody asks for odd colours. */
export type Maps = Omit<CoreMaps, 'odd'> & Partial<CoreMaps>;

/** For a legend: the colours of what a tensor holds besides numbers, or of the errors there. */
export function othersOf(
	tensor: Pick<Tensor, 'nan' | 'infinite'> | undefined,
	colors: OddColors | undefined,
	what: 'values' | 'errors'
): { label: string; color: readonly number[] }[] {
	if (!tensor || !colors) return [];
	const nan = { label: 'NaN', color: colors.nan };
	const infinities =
		what === 'errors'
			? [{ label: 'infinite', color: colors.infinity }]
			: [
					{ label: '\u2212∞', color: colors.negativeInfinity },
					{ label: '∞', color: colors.infinity }
				];
	return [...(tensor.nan > 0 ? [nan] : []), ...(tensor.infinite > 0 ? infinities : [])];
}

/** The core's colour maps for a figure's legends: they wait, in their room, until it has told them. */
export class ColorMaps {
	heat = $state.raw<Uint8Array>();
	signed = $state.raw<Uint8Array>();
	odd = $state.raw<CoreMaps['odd']>();

	readonly #engine: () => { colorMaps(): Promise<Maps> };
	#started = false;

	/** `first`: as stored while the site was built. */
	constructor(engine: () => { colorMaps(): Promise<Maps> }, first?: Maps) {
		this.#engine = engine;
		if (first) this.#take(first);
		this.#started = first !== undefined;
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		this.#engine()
			.colorMaps()
			.then(
				(maps) => this.#take(maps),
				() => (this.#started = false)
			);
	}

	#take({ heat, signed, odd }: Maps): void {
		this.heat = heat;
		this.signed = signed;
		this.odd = odd;
	}
}
