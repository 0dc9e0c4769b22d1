import type {
	ClipCurve,
	Compressed,
	Histogram,
	Mode,
	RangeRule,
	Tensor,
	TensorEngine,
	TensorOptions
} from '$engine/tensor-types';
import { niceStep, type Handles } from '$parts/histogram-bars';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';
import { sample, sampleValues } from '../tensors/sample';
import { parseMatrix } from './numbers';

export type Source = 'small' | 'layer' | 'own';

export interface Setting {
	bits: number;
	mode: Mode;
	range: RangeRule;
}

/** A tensor with what is looked up once: its values, and how often they occur. */
export interface Opened {
	source: Source;
	tensor: Tensor;
	values: Float32Array;
	histogram: Histogram;
}

export interface Shown extends Setting {
	opened: Opened;
	result: Compressed;
}

interface Opening {
	source: Source;
	/** Of whoever asks for the tensor: the last one's means nothing to another. */
	range?: RangeRule;
}

export interface Curve {
	opened: Opened;
	mode: Mode;
	bits: number;
	curve: ClipCurve;
}

/** What the core answered while the site was built. */
export interface FirstAnswer {
	quantized: Shown;
	curve: Curve;
}

const modes = ['symmetric', 'symmetric-full', 'asymmetric'] as const;
const sources = ['small', 'layer', 'own'] as const;
/** Longer texts make no link. */
const longestLinked = 1000;

export const optionsOf = ({ bits, mode, range }: Setting): TensorOptions => ({
	method: 'linear',
	bits,
	mode,
	range
});

export function fixedRange(rule: RangeRule): Handles | undefined {
	const [, low, high] = /^fixed:([^,]+),([^,]+)$/.exec(rule) ?? [];
	return low === undefined ? undefined : { low: Number(low), high: Number(high) };
}

/** As the article has it: symmetric ranges end as far below zero as above, asymmetric ones hold zero. */
export function fitting(mode: Mode, handles: Handles, which: keyof Handles): Handles {
	if (mode === 'asymmetric') return { low: Math.min(0, handles.low), high: Math.max(0, handles.high) };
	const end = Math.abs(handles[which]);
	return { low: -end, high: end };
}

/** The range of all finite values, as the mode spreads it. */
export function fullRange({ min, max }: Tensor, mode: Mode): Handles {
	if (mode === 'asymmetric') return { low: Math.min(0, min), high: Math.max(0, max) };
	const end = Math.max(-min, max, 0);
	return { low: -end, high: end };
}

/** One tensor, quantized as the reader sets it. */
export class LinearQuantizer {
	source = $state<Source>('small');
	ownText = $state('');
	bits = $state(4);
	mode = $state<Mode>('asymmetric');
	range = $state<RangeRule>('minmax');
	opened = $state.raw<Opened>();

	readonly opening: Live<Opening, Opened>;
	readonly quantized: Live<Shown, Shown>;
	readonly curve: Live<Omit<Curve, 'curve'>, Curve>;

	readonly #engine: () => TensorEngine;
	readonly #openLayer: () => Promise<Tensor>;
	#started = false;

	/** Both are asked for in the browser only; `first` is shown until they have answered. */
	constructor(engine: () => TensorEngine, openLayer: () => Promise<Tensor>, first?: FirstAnswer) {
		this.#engine = engine;
		this.#openLayer = openLayer;
		this.opening = new Live((asked) => this.#take(asked));
		this.quantized = new Live((question) => this.#quantize(question));
		this.curve = new Live(async (question) => {
			const { opened, bits, mode } = question;
			const options: TensorOptions = { method: 'linear', bits, mode };
			return { ...question, curve: await this.#engine().clipCurve(opened.tensor.handle, options, 73) };
		});
		this.quantized.shown = first?.quantized;
		this.curve.shown = first?.curve;
	}

	get error(): string | undefined {
		return this.opening.error ?? this.quantized.error ?? this.curve.error;
	}

	dismissError(): void {
		this.opening.error = this.quantized.error = this.curve.error = undefined;
	}

	/** Where the handles stand: where the hand has put them, or where the rule did. */
	get handles(): Handles | undefined {
		const fixed = fixedRange(this.range);
		if (fixed) return fixed;
		const { shown } = this.quantized;
		if (!shown || shown.opened !== this.view) return this.full;
		const [low = 0, high = 0] = shown.result.ranges;
		return { low: Number(low.toPrecision(6)), high: Number(high.toPrecision(6)) };
	}

	/** The tensor that the figure shows: before the first one is open, that of a stored first answer. */
	get view(): Opened | undefined {
		return this.opened ?? this.quantized.shown?.opened;
	}

	/** The whole range in this mode. */
	get full(): Handles | undefined {
		return this.view && fullRange(this.view.tensor, this.mode);
	}

	/** How far the handles reach: as far beyond the largest magnitude as a third of it. */
	get domain(): readonly [number, number] {
		const { min = 0, max = 0 } = this.view?.tensor ?? {};
		const largest = Math.max(-min, max, 0) || 1;
		const step = niceStep(largest, 20);
		const end = Number((Math.ceil((1.3 * largest) / step) * step).toPrecision(7));
		return [-end, end];
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		void this.open(this.source);
	}

	open(source: Source, range?: RangeRule): Promise<void> {
		this.#started = true;
		return this.opening.ask({ source, range });
	}

	choose(change: Partial<Setting>): Promise<void> {
		if (change.bits !== undefined) this.bits = change.bits;
		if (change.range !== undefined) this.range = change.range;
		if (change.mode !== undefined) {
			this.mode = change.mode;
			const fixed = fixedRange(this.range);
			if (fixed) this.range = ruleOf(fitting(this.mode, fixed, widerOf(fixed)));
		}
		return this.#update();
	}

	drag(handles: Handles, which: keyof Handles): Promise<void> {
		return this.choose({ range: ruleOf(fitting(this.mode, handles, which)) });
	}

	close(): void {
		if (this.opened) this.#engine().release(this.opened.tensor.handle);
		this.opened = undefined;
	}

	/** What a link brings back. */
	get parameters(): Record<string, string | number | undefined> {
		const { source, bits, mode, range, ownText } = this;
		const own = source === 'own' && ownText.length <= longestLinked;
		return {
			tensor: source === 'small' || (source === 'own' && !own) ? undefined : source,
			values: own ? ownText.trim() : undefined,
			bits,
			mode,
			range
		};
	}

	/** Of a link's parameters those that make sense. */
	restore({ tensor, values, bits, mode, range }: Record<string, string>): void {
		this.bits = wholeNumber(bits, 2, 8) ?? this.bits;
		this.mode = oneOf(modes, mode) ?? this.mode;
		if (values !== undefined && values.length <= longestLinked) this.ownText = values;
		this.source = tensor === '' ? 'small' : (oneOf(sources, tensor) ?? this.source);
		if (this.source === 'own' && !this.ownText.trim()) this.source = 'small';
		const fixed = fixedRange((range ?? this.range) as RangeRule);
		const isFinite = fixed && [fixed.low, fixed.high].every((end) => Number.isFinite(Math.fround(end)));
		if (isFinite && fixed.low < fixed.high)
			this.range = ruleOf(fitting(this.mode, fixed, widerOf(fixed)));
		else this.range = oneOf(['minmax', 'mse', 'percentile:99.9'] as const, range) ?? this.range;
	}

	/** The same while the figure is at work: what is not named stays as the reader has it. */
	follow(from: Record<string, string>): Promise<void> {
		const { source, ownText } = this;
		this.restore(from);
		const asked = this.source;
		if (asked === source && (asked !== 'own' || this.ownText === ownText)) return this.#update();
		if (!this.#started) return Promise.resolve();
		// Until it is open, the tensor on screen is the last one.
		this.source = source;
		return this.open(asked, from.range === undefined ? undefined : this.range);
	}

	async #take({ source, range }: Opening): Promise<Opened> {
		const opened = await this.#open(source);
		const last = this.opened;
		this.source = source;
		this.opened = opened;
		if (range) this.range = range;
		else if (last && fixedRange(this.range)) this.range = 'minmax';
		await this.#update();
		if (last) this.#engine().release(last.tensor.handle);
		return opened;
	}

	async #open(source: Source): Promise<Opened> {
		const engine = this.#engine();
		const tensor = await this.#tensor(source);
		const bins = Math.min(101, Math.max(25, 2 * Math.round(Math.sqrt(tensor.count)) + 1));
		const [values, histogram] = await Promise.all([
			engine.values(tensor.handle),
			engine.histogram(tensor.handle, bins)
		]);
		return { source, tensor, values, histogram };
	}

	async #tensor(source: Source): Promise<Tensor> {
		if (source === 'layer') return this.#openLayer();
		if (source === 'small')
			return this.#engine().makeTensor([...sample.shape], sampleValues(), sample.name);
		const matrix = parseMatrix(this.ownText);
		if (typeof matrix === 'string') throw new Error(matrix);
		return this.#engine().makeTensor(matrix.shape, matrix.values, 'your values');
	}

	async #quantize({ opened, bits, mode, range }: Omit<Shown, 'result'>): Promise<Shown> {
		const { tensor } = opened;
		const largest = Math.max(-tensor.min, tensor.max, 0) || 1;
		const result = await this.#engine().compress(
			tensor.handle,
			optionsOf({ bits, mode, range }),
			// One scale for a tensor, whatever is done to it: only so can errors be compared while a hand moves.
			{
				values: true,
				integers: true,
				errors: true,
				pictures: true,
				valueScale: largest,
				errorScale: largest / 8
			}
		);
		return { opened, bits, mode, range, result };
	}

	async #update(): Promise<void> {
		const { opened, bits, mode, range } = this;
		if (!opened) return;
		const drawn = this.curve.shown;
		const asked = this.quantized.ask({ opened, bits, mode, range } as Shown);
		if (drawn?.opened !== opened || drawn.bits !== bits || drawn.mode !== mode)
			await this.curve.ask({ opened, bits, mode });
		await asked;
	}
}

const widerOf = ({ low, high }: Handles): keyof Handles => (-low > high ? 'low' : 'high');
const ruleOf = ({ low, high }: Handles): RangeRule => `fixed:${low},${high}`;
