import type { RoundingRow, Tensor, LayerEngine } from '$engine/tensor-types';
import { wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';

export type Method = RoundingRow['method'];

export const methods: Readonly<Record<Method, { label: string; about: string }>> = {
	nearest: { label: 'Nearest', about: 'to the nearer mark' },
	floor: { label: 'Floor', about: 'to the mark below' },
	ceil: { label: 'Ceil', about: 'to the mark above' },
	stochastic: { label: 'Stochastic', about: 'up or down by lot, the nearer more likely' },
	adaptive: { label: 'Adaptive', about: 'up or down as the outputs like it best' },
	power_of_two: { label: 'Logarithmic', about: 'marks at powers of two' }
};

export const fewest = 2;
export const most = 8;

export interface Wanted {
	bits: number;
	seed: number;
}

export interface Shown extends Wanted {
	rows: readonly RoundingRow[];
}

export const firstWanted: Wanted = { bits: 4, seed: 1 };

type Engine = Pick<LayerEngine, 'roundings'>;

export const answer = async (engine: Engine, weights: Tensor, wanted: Wanted): Promise<Shown> => ({
	...wanted,
	rows: await engine.roundings(weights.handle, wanted.bits, wanted.seed)
});

/** Each error as a multiple of what rounding to the nearest makes: 1 is as good. */
export interface Compared {
	method: Method;
	weights: number;
	outputs: number;
	/** One standard deviation to either side of `outputs`. */
	spread: number;
}

export function compared(rows: readonly RoundingRow[]): Compared[] {
	const nearest = rows.find(({ method }) => method === 'nearest');
	if (!nearest || nearest.mse === 0 || nearest.outputError === 0) return [];
	return rows.map(({ method, mse, outputError, deviation }) => ({
		method,
		weights: mse / nearest.mse,
		outputs: outputError / nearest.outputError,
		spread: deviation / nearest.outputError
	}));
}

/** Every way to round, on one layer, at the reader's bits. */
export class Roundings {
	readonly live: Live<Wanted, Shown>;
	wanted = $state.raw<Wanted>(firstWanted);

	constructor(engine: () => Engine, weights: () => Promise<Tensor>, first?: Shown) {
		this.live = new Live(async (wanted) => answer(engine(), await weights(), wanted));
		this.live.shown = first;
	}

	show(change: Partial<Wanted>): Promise<void> {
		this.wanted = { ...this.wanted, ...change };
		return this.live.ask(this.wanted);
	}

	/** Other lots for stochastic rounding, other inputs to learn from and to judge by. */
	draw(): Promise<void> {
		return this.show({ seed: this.wanted.seed + 1 });
	}

	restore(saved: Record<string, string>): Promise<void> {
		return this.show({
			bits: wholeNumber(saved.bits, fewest, most) ?? this.wanted.bits,
			seed: wholeNumber(saved.seed, 1, 1e9) ?? this.wanted.seed
		});
	}

	/** What brings these bits and lots back. */
	get saved(): Wanted {
		return this.wanted;
	}
}
