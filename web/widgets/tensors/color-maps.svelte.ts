import type { TensorEngine } from '$engine/tensor-types';

/** The core's colour maps for a figure's legends: they wait, in their room, until it has told them. */
export class ColorMaps {
	heat = $state.raw<Uint8Array>();
	signed = $state.raw<Uint8Array>();

	readonly #engine: () => Pick<TensorEngine, 'colorMaps'>;
	#started = false;

	constructor(engine: () => Pick<TensorEngine, 'colorMaps'>) {
		this.#engine = engine;
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
