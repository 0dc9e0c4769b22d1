import type {
	Compressed,
	Granularity as Slicing,
	Mode,
	Tensor,
	TensorEngine,
	TensorOptions
} from '$engine/tensor-types';
import type { Grid, Point } from '$parts/probe';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';
import { positionOfLargest } from '../tensors/largest';
import { sample, sampleValues } from '../tensors/sample';

export type Source = 'layer' | 'small';
/** Which index of the weights has its own scale: those of one output of the layer, or those of one input. */
export type Channel = 'output' | 'input';

export interface Setting {
	bits: number;
	channel: Channel;
	groupSize: number;
	/** One weight of the tensor, by its position, and what it is multiplied by. */
	outlier: number;
	factor: number;
}

export interface Contestant {
	id: 'asymmetric' | 'symmetric' | 'channel' | 'group';
	mode: Mode;
	slicing: Slicing;
}

/** The four that the article compares, in its order. */
export const contestants: readonly Contestant[] = [
	{ id: 'asymmetric', mode: 'asymmetric', slicing: 'tensor' },
	{ id: 'symmetric', mode: 'symmetric', slicing: 'tensor' },
	{ id: 'channel', mode: 'symmetric', slicing: 'channel' },
	{ id: 'group', mode: 'symmetric', slicing: 'group' }
];

export interface Opened {
	source: Source;
	tensor: Tensor;
	/** As they are without the outlier. */
	values: Float32Array;
	/** Position of the largest weight. */
	largest: number;
}

export interface Shown extends Setting {
	opened: Opened;
	/** The outlier's value as it was quantized, and the largest magnitude of the others. */
	value: number;
	largestOther: number;
	results: Record<Contestant['id'], Compressed>;
	/** What the bright end of all the maps stands for. */
	errorScale: number;
}

const sources = ['layer', 'small'] as const;
export const groupSizesOf = ({ columns }: Pick<Tensor, 'columns'>): number[] =>
	[2, 4, 8, 16, 32, 64, 128].filter((size) => size <= columns);

/** The channels are the last axis of a layer's weights or the one before it: columns, or rows within a tap. */
export function axisOf({ shape }: Pick<Tensor, 'shape'>, channel: Channel): number {
	return Math.max(0, shape.length - (channel === 'output' ? 1 : 2));
}

export function optionsOf({ mode, slicing }: Contestant, setting: Setting, tensor: Tensor): TensorOptions {
	return {
		method: 'linear',
		bits: setting.bits,
		mode,
		granularity: slicing,
		...(slicing === 'channel' && { axis: axisOf(tensor, setting.channel) }),
		...(slicing === 'group' && { groupSize: setting.groupSize })
	};
}

/** The cells that share a scale with this one, where they stand together in the matrix of a layer. */
export function sharedWith(
	{ x, y }: Point,
	{ slicing }: Contestant,
	{ channel, groupSize }: Pick<Setting, 'channel' | 'groupSize'>,
	{ rows, columns }: Pick<Tensor, 'rows' | 'columns'>
): Point & Grid {
	if (slicing === 'tensor') return { x: 0, y: 0, width: columns, height: rows };
	if (slicing === 'channel')
		return channel === 'output'
			? { x, y: 0, width: 1, height: rows }
			: { x: 0, y, width: columns, height: 1 };
	const start = x - (x % groupSize);
	return { x: start, y, width: Math.min(groupSize, columns - start), height: 1 };
}

type Question = Setting & { opened: Opened };

interface Opening {
	source: Source;
	/** Of whoever asks for the tensor: a weight of the last one means nothing to another. */
	outlier?: number;
}

/** One tensor with an outlier, quantized in slices of four kinds. */
export class Granularities {
	source = $state<Source>('layer');
	bits = $state(4);
	channel = $state<Channel>('output');
	groupSize = $state(32);
	factor = $state(10);
	/** The largest weight until the reader chooses another. */
	outlier = $state<number>();
	opened = $state.raw<Opened>();

	readonly opening: Live<Opening, Opened>;
	readonly answers: Live<Question, Shown>;

	readonly #engine: () => TensorEngine;
	readonly #openLayer: () => Promise<Tensor>;
	#started = false;
	/** What is not as `values` has it in the engine's tensor. */
	#changed: number | undefined;

	/** Both are asked for in the browser only; `first` is shown until they have answered. */
	constructor(engine: () => TensorEngine, openLayer: () => Promise<Tensor>, first?: Shown) {
		this.#engine = engine;
		this.#openLayer = openLayer;
		this.opening = new Live((asked) => this.#open(asked));
		this.answers = new Live((question) => this.#compare(question));
		this.answers.shown = first;
	}

	get error(): string | undefined {
		return this.opening.error ?? this.answers.error;
	}

	dismissError(): void {
		this.opening.error = this.answers.error = undefined;
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		void this.open(this.source);
	}

	open(source: Source, outlier?: number): Promise<void> {
		this.#started = true;
		return this.opening.ask({ source, outlier });
	}

	choose(change: Partial<Setting>): Promise<void> {
		this.bits = change.bits ?? this.bits;
		this.channel = change.channel ?? this.channel;
		this.groupSize = change.groupSize ?? this.groupSize;
		this.factor = change.factor ?? this.factor;
		this.outlier = change.outlier ?? this.outlier;
		return this.#update();
	}

	close(): void {
		if (this.opened) this.#engine().release(this.opened.tensor.handle);
		this.opened = undefined;
	}

	get parameters(): Record<string, string | number | undefined> {
		const { source, bits, channel, groupSize, factor, outlier } = this;
		return {
			tensor: source === 'layer' ? undefined : source,
			bits,
			channel,
			group: groupSize,
			times: factor,
			weight: outlier
		};
	}

	restore({ tensor, bits, channel, group, times, weight }: Record<string, string>): void {
		this.source = oneOf(sources, tensor) ?? this.source;
		this.bits = wholeNumber(bits, 2, 8) ?? this.bits;
		this.channel = oneOf(['output', 'input'] as const, channel) ?? this.channel;
		this.groupSize = wholeNumber(group, 1, 128) ?? this.groupSize;
		this.factor = wholeNumber(times, 1, 50) ?? this.factor;
		this.outlier = weight === '' ? undefined : (wholeNumber(weight, 0, 1e9) ?? this.outlier);
	}

	/** The same while the figure is at work: what is not named stays as the reader has it. */
	follow(from: Record<string, string>): Promise<void> {
		const { source } = this;
		this.restore(from);
		const asked = this.source;
		if (asked === source) {
			if (this.opened) this.#fit(this.opened.tensor);
			return this.#update();
		}
		if (!this.#started) return Promise.resolve();
		// Until it is open, the tensor on screen is the last one.
		this.source = source;
		return this.open(asked, from.weight === undefined ? undefined : this.outlier);
	}

	/** Of another tensor's weights and groups only those that this one has, too. */
	#fit(tensor: Tensor): void {
		if ((this.outlier ?? 0) >= tensor.count) this.outlier = undefined;
		this.groupSize = Math.min(this.groupSize, groupSizesOf(tensor).at(-1) ?? 1);
	}

	async #open({ source, outlier }: Opening): Promise<Opened> {
		const engine = this.#engine();
		const tensor =
			source === 'layer'
				? await this.#openLayer()
				: await engine.makeTensor([...sample.shape], sampleValues(), sample.name);
		const values = await engine.values(tensor.handle);
		const last = this.opened;
		const opened = (this.opened = { source, tensor, values, largest: positionOfLargest(values) });
		this.source = source;
		this.#changed = undefined;
		if (last) this.outlier = outlier;
		this.#fit(tensor);
		await this.#update();
		if (last) engine.release(last.tensor.handle);
		return opened;
	}

	async #update(): Promise<void> {
		const { opened, bits, channel, groupSize, factor, outlier } = this;
		if (!opened) return;
		await this.answers.ask({
			opened,
			bits,
			channel,
			groupSize,
			factor,
			outlier: outlier ?? opened.largest
		});
	}

	async #compare(question: Question): Promise<Shown> {
		const engine = this.#engine();
		const { opened, outlier, factor } = question;
		const { tensor, values } = opened;
		const value = values[outlier]! * factor;
		const last = this.#changed;
		const changes = [{ index: outlier, value }];
		if (last !== undefined && last !== outlier) changes.push({ index: last, value: values[last]! });
		this.#changed = outlier;
		const { results, errorScale } = await engine.compressAll(
			tensor.handle,
			contestants.map((contestant) => optionsOf(contestant, question, tensor)),
			{ pictures: ['error'], values: true, errors: true },
			changes
		);
		return {
			...question,
			value,
			largestOther: largestBeside(values, outlier),
			results: Object.fromEntries(
				contestants.map(({ id }, i) => [id, results[i]!])
			) as Shown['results'],
			errorScale
		};
	}
}

/** The largest magnitude among all but one. */
export function largestBeside(values: Float32Array, except: number): number {
	const position = positionOfLargest(values, except);
	return position === except ? 0 : Math.abs(values[position] ?? 0);
}
