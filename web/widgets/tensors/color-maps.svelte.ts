import type { TensorEngine } from '$engine/tensor-types';

export type Maps = Awaited<ReturnType<TensorEngine['colorMaps']>>;

/** The core's colour maps for a figure's legends: they wait, in their room, until it has told them. */
export class ColorMaps {
	heat = $state.raw<Uint8Array>();
	signed = $state.raw<Uint8Array>();

	readonly #engine: () => Pick<TensorEngine, 'colorMaps'>;
	#started = false;

	/** `first`: as stored while the site was built. */
	constructor(engine: () => Pick<TensorEngine, 'colorMaps'>, first?: Maps) {
		this.#engine = engine;
		this.heat = first?.heat;
		this.signed = first?.signed;
		this.#started = first !== undefined;
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		this.#engine()
			.colorMaps()
			.then(
				({ heat, signed }) => {
					this.heat = heat;
					this.signed = signed;
				},
				() => (this.#started = false)
			);
	}
}
