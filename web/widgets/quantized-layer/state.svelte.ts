import type { LayerRunOptions, LayerResult, LayerRow, Tensor, LayerEngine } from '$engine/tensor-types';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';

export type Variant = LayerRow['variant'];
export type Weights = 'network' | 'random';
export type RangeRule = NonNullable<LayerRunOptions['calibrationRange']>;
export type WeightMode = NonNullable<LayerRunOptions['weightMode']>;

export const variants: Readonly<Record<Variant, { label: string; about: string }>> = {
	float32: { label: 'float32', about: 'as it came' },
	bfloat16: { label: 'bfloat16', about: 'weights and inputs, sums float32' },
	w8: { label: 'int8 weights', about: 'inputs stay float32' },
	w4: { label: 'int4 weights', about: 'inputs stay float32' },
	w8a8: { label: 'all int8', about: 'weights and inputs' }
};

export const weightChoices: readonly { value: Weights; label: string; title: string }[] = [
	{ value: 'network', label: 'real, 64 × 128', title: 'GFF_1 of esrgan-slim: 64 outputs of 128 inputs' },
	{ value: 'random', label: 'random, 1,024 × 1,024', title: '1,024 outputs of 1,024 inputs, normal' }
];

export const rangeRules: readonly { value: RangeRule; label: string; title: string }[] = [
	{ value: 'minmax', label: 'all of it', title: 'From the smallest to the largest value seen' },
	{ value: 'percentile:99.9', label: '99.9%', title: 'Without the most extreme thousandth' },
	{ value: 'percentile:99', label: '99%', title: 'Without the most extreme hundredth' }
];

export const weightModes: readonly { value: WeightMode; label: string; title: string }[] = [
	{ value: 'symmetric', label: 'symmetric', title: 'Their zero_point is 0' },
	{ value: 'asymmetric', label: 'asymmetric', title: 'Each row or group has a zero_point of its own' }
];

export const batches = [1, 4, 16, 64] as const;
/** 0 is one scale for each channel. */
export const groupSizes = [0, 16, 32, 64, 128] as const;
export const calibrations = [1, 2, 4, 8, 16, 32] as const;

export interface Wanted {
	weights: Weights;
	batch: number;
	groupSize: number;
	weightMode: WeightMode;
	calibrationBatches: number;
	calibrationRange: RangeRule;
	seed: number;
}

export interface Shown {
	wanted: Wanted;
	result: LayerResult;
}

export const firstWanted: Wanted = {
	weights: 'network',
	batch: 16,
	groupSize: 32,
	weightMode: 'symmetric',
	calibrationBatches: 4,
	calibrationRange: 'minmax',
	seed: 1
};

type Engine = Pick<LayerEngine, 'layer'>;

export async function answer(engine: Engine, tensor: Tensor, wanted: Wanted): Promise<Shown> {
	const { batch, groupSize, weightMode, calibrationBatches, calibrationRange, seed } = wanted;
	const options = { batch, groupSize, weightMode, calibrationBatches, calibrationRange, seed };
	return { wanted, result: await engine.layer(tensor.handle, options) };
}

const among = (list: readonly number[], text: string | undefined): number | undefined =>
	list.find((value) => value === wholeNumber(text, 0, 1e6));

/** One layer in five arithmetics, on the same input. */
export class QuantizedLayers {
	readonly live: Live<Wanted, Shown>;
	wanted = $state.raw<Wanted>(firstWanted);

	constructor(
		engine: () => Engine,
		weights: Readonly<Record<Weights, () => Promise<Tensor>>>,
		first?: Shown
	) {
		this.live = new Live(async (wanted) => answer(engine(), await weights[wanted.weights](), wanted));
		this.live.shown = first;
	}

	show(change: Partial<Wanted>): Promise<void> {
		this.wanted = { ...this.wanted, ...change };
		return this.live.ask(this.wanted);
	}

	/** Other inputs, and the clock once more. */
	draw(): Promise<void> {
		return this.show({ seed: this.wanted.seed + 1 });
	}

	restore(saved: Record<string, string>): Promise<void> {
		const { wanted } = this;
		const named = <T extends string>(options: readonly { value: T }[], text: string | undefined) =>
			oneOf(
				options.map(({ value }) => value),
				text
			);
		return this.show({
			weights: named(weightChoices, saved.weights) ?? wanted.weights,
			batch: among(batches, saved.batch) ?? wanted.batch,
			groupSize: among(groupSizes, saved.group) ?? wanted.groupSize,
			weightMode: named(weightModes, saved.mode) ?? wanted.weightMode,
			calibrationBatches: among(calibrations, saved.calibration) ?? wanted.calibrationBatches,
			calibrationRange: named(rangeRules, saved.range) ?? wanted.calibrationRange,
			seed: wholeNumber(saved.seed, 1, 1e9) ?? wanted.seed
		});
	}

	/** What brings this layer and its inputs back. */
	get saved() {
		const { weights, batch, groupSize, weightMode, calibrationBatches, calibrationRange, seed } =
			this.wanted;
		return {
			weights,
			batch,
			group: groupSize,
			mode: weightMode,
			calibration: calibrationBatches,
			range: calibrationRange,
			seed
		};
	}
}
