import type { Compressed, TensorEngine } from '$engine/tensor-types';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';
import { asText, curveOf, drawn, fromText, ownOf, shapes, type Shape } from './curves';

export const fewest = 2;
export const most = 8;

const modes = ['asymmetric', 'symmetric'] as const;
export type RulerMode = (typeof modes)[number];

export interface Wanted {
	curve: Float32Array<ArrayBuffer>;
	bits: number;
	mode: RulerMode;
}

export interface Shown extends Wanted {
	result: Compressed;
}

export const firstWanted: Wanted = { curve: curveOf('swell'), bits: 3, mode: 'asymmetric' };

type Engine = Pick<TensorEngine, 'makeTensor' | 'compress' | 'release'>;

export async function answer(engine: Engine, wanted: Wanted): Promise<Shown> {
	const { curve, bits, mode } = wanted;
	const { handle } = await engine.makeTensor([curve.length], curve, 'curve');
	try {
		return {
			...wanted,
			result: await engine.compress(handle, { method: 'linear', bits, mode }, { values: true })
		};
	} finally {
		engine.release(handle);
	}
}

/** A curve, written down by the nearest marks of a ruler that the reader chooses. */
export class Ruler {
	readonly live: Live<Wanted, Shown>;
	shape = $state<Shape>('swell');
	wanted = $state.raw<Wanted>(firstWanted);

	constructor(engine: () => Engine, first?: Shown) {
		this.live = new Live((wanted) => answer(engine(), wanted));
		this.live.shown = first;
	}

	choose(change: Partial<Omit<Wanted, 'curve'>>): Promise<void> {
		return this.#show(change);
	}

	/** The reader's own begins as the curve that is there. */
	take(shape: Shape): Promise<void> {
		this.shape = shape;
		return this.#show({ curve: shape === 'own' ? ownOf(this.wanted.curve) : curveOf(shape) });
	}

	draw(from: { place: number; value: number }, to = from): Promise<void> {
		this.shape = 'own';
		return this.#show({ curve: drawn(this.wanted.curve, from, to) });
	}

	restore({ curve, values, bits, mode }: Record<string, string>): Promise<void> {
		const own = values ? fromText(values) : undefined;
		// Own values that are taken away leave the curve to begin with.
		const last = values === '' && this.shape === 'own' ? shapes[0] : this.shape;
		const shape = oneOf(shapes, curve) ?? last;
		const made = shape === 'own' ? undefined : curveOf(shape);
		this.shape = own ? 'own' : shape;
		return this.#show({
			curve: own ?? made ?? this.wanted.curve,
			bits: wholeNumber(bits, fewest, most) ?? this.wanted.bits,
			mode: oneOf(modes, mode) ?? this.wanted.mode
		});
	}

	/** What a link brings back. */
	get saved(): Record<string, string | number | undefined> {
		const { shape, wanted } = this;
		return {
			curve: shape,
			values: shape === 'own' ? asText(wanted.curve) : undefined,
			bits: wanted.bits,
			mode: wanted.mode
		};
	}

	#show(change: Partial<Wanted>): Promise<void> {
		this.wanted = { ...this.wanted, ...change };
		return this.live.ask(this.wanted);
	}
}
