import type {
	Accumulation,
	DotProductErrors,
	DotProductOptions,
	FloatFormat,
	TensorEngine
} from '$engine/tensor-types';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';

export type Distribution = NonNullable<DotProductOptions['distribution']>;

export const longest = 65536;

export const distributions: readonly { value: Distribution; label: string; title: string }[] = [
	{ value: 'normal', label: 'around zero', title: 'Normal, with mean 0 and variance 1' },
	{ value: 'uniform', label: 'all positive', title: 'Evenly spread from 0 to 1' }
];

export const accumulations: readonly { value: Accumulation; label: string; about: string }[] = [
	{
		value: 'naive',
		label: 'one by one',
		about: 'Each product is added to a running total, and each total rounded to the format.'
	},
	{
		value: 'pairwise',
		label: 'in pairs',
		about: 'Neighbours are added, then their sums, and so on; each sum is rounded to the format.'
	},
	{
		value: 'float32',
		label: 'in float32',
		about: 'Numbers of the format, one by one onto a running total in float32, as matrix units do.'
	}
];

/** Pairs of vectors once the hand rests. */
const draws = 64;
/** While it moves: so many that the answer comes in a few frames. */
const draftDraws = (length: number) => Math.min(32, Math.max(4, Math.floor(2 ** 17 / length)));

export interface Wanted {
	length: number;
	distribution: Distribution;
	seed: number;
}

export interface Question extends Wanted {
	seeds: number;
}

export interface Shown extends Question {
	errors: readonly DotProductErrors[];
}

export interface FormatErrors {
	format: FloatFormat;
	rows: readonly DotProductErrors[];
}

type Engine = Pick<TensorEngine, 'dotProducts'>;

export const firstQuestion: Question = { length: 1024, distribution: 'normal', seed: 1, seeds: draws };

export const answer = async (engine: Engine, question: Question): Promise<Shown> => ({
	...question,
	errors: await engine.dotProducts(question)
});

/** The rows of each format, in the core's order. */
export function byFormat(errors: readonly DotProductErrors[]): FormatErrors[] {
	const formats = errors.map(({ format }) => format);
	return formats
		.filter((format, i) => formats.indexOf(format) === i)
		.map((format) => ({ format, rows: errors.filter((row) => row.format === format) }));
}

/** What sums of products lose in each format, for vectors of the reader's length. */
export class DotProducts {
	readonly live: Live<Question, Shown>;
	wanted = $state.raw<Wanted>(firstQuestion);
	/** A hand moves the slider: fewer draws will do. */
	moving = $state(false);

	constructor(engine: () => Engine, first?: Shown) {
		this.live = new Live((question) => answer(engine(), question));
		this.live.shown = first;
	}

	show(change: Partial<Wanted>, moving = false): Promise<void> {
		this.moving = moving;
		this.wanted = { ...this.wanted, ...change };
		const { length, distribution, seed } = this.wanted;
		return this.live.ask({ length, distribution, seed, seeds: moving ? draftDraws(length) : draws });
	}

	/** Other vectors of the same kind. */
	draw(): Promise<void> {
		return this.show({ seed: this.wanted.seed + 1 });
	}

	restore(saved: Record<string, string>): Promise<void> {
		const kinds = distributions.map(({ value }) => value);
		const { length, distribution, seed } = this.wanted;
		return this.show({
			length: wholeNumber(saved.length, 1, longest) ?? length,
			distribution: oneOf(kinds, saved.values) ?? distribution,
			seed: wholeNumber(saved.seed, 1, 1e9) ?? seed
		});
	}

	/** What brings these vectors back. */
	get saved() {
		const { length, distribution, seed } = this.wanted;
		return { length, values: distribution, seed };
	}
}
