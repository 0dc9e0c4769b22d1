import { isAbort } from '$engine/queue';
import type {
	CodedTensor,
	RateBounds,
	RatePoint,
	RateQuantizer,
	RateSetting,
	Tensor,
	TensorEngine,
	TensorFile
} from '$engine/tensor-types';
import { oneOf } from '../address';
import { Live } from '../tensors/live.svelte';
import { nearest, rateOf, seriesOf, settingOf, type Counted, type SeriesId } from './series';

/** The name of the random tensor, beside which a file's tensors stand in the list. */
export const gaussian = 'gaussian';
export const gaussianShape = [512, 256];

export type Curves = { readonly [Quantizer in RateQuantizer]?: readonly RatePoint[] };

/** What the core says of one tensor; curves arrive one by one. */
export interface Measured {
	tensor: Pick<Tensor, 'name' | 'shape' | 'count'>;
	bounds: RateBounds;
	curves: Curves;
	coded?: CodedTensor;
}

export const isWorthwhile = ({ shape, readable, count }: TensorFile['tensors'][number]): boolean =>
	readable && shape.length > 1 && count > 0;

const quantizers: readonly RateQuantizer[] = ['uniform', 'kmeans', 'linear'];

/** One tensor's rate-distortion curves, and the code of the point that the reader chose. */
export class RateDistortion {
	/** `gaussian`, or the name of a tensor of the file. */
	source = $state<string>(gaussian);
	file = $state.raw<TensorFile>();
	own = $state(false);
	fileName = $state('');
	series = $state<SeriesId>('uniform');
	counted = $state<Counted>('theory');
	/** About how many bits a value the reader would spend. */
	rate = $state(4);

	bounds = $state.raw<RateBounds>();
	curves = $state.raw<Curves>({});
	shownTensor = $state.raw<Measured['tensor']>();
	done = $state(0);

	readonly opening: Live<() => Promise<void>, void>;
	readonly coding: Live<{ handle: number; setting: RateSetting }, CodedTensor>;

	readonly #engine: () => TensorEngine;
	readonly #openNetwork: () => Promise<TensorFile>;
	#tensor: Tensor | undefined;
	#measuring = new AbortController();
	#started = false;
	#wanted: string | undefined;

	/** Both are asked for in the browser only; `first` is shown until they have answered. */
	constructor(engine: () => TensorEngine, openNetwork: () => Promise<TensorFile>, first?: Measured) {
		this.#engine = engine;
		this.#openNetwork = openNetwork;
		this.opening = new Live((open) => open());
		this.coding = new Live(({ handle, setting }) => this.#engine().coded(handle, setting));
		if (!first) return;
		this.bounds = first.bounds;
		this.curves = first.curves;
		this.shownTensor = first.tensor;
		this.coding.shown = first.coded;
	}

	get error(): string | undefined {
		return this.opening.error ?? this.coding.error;
	}

	dismissError(): void {
		this.opening.error = this.coding.error = undefined;
	}

	/** The network's list is fetched along, so that there is something to choose from. */
	start(): Promise<void> {
		if (this.#started) return Promise.resolve();
		this.#started = true;
		return this.opening.ask(async () => {
			if (this.source === gaussian) await this.#take(gaussian);
			this.file = await this.#openNetwork();
			if (this.source !== gaussian) await this.#take(this.source);
		});
	}

	choose(change: { source?: string; series?: SeriesId; counted?: Counted; rate?: number }): Promise<void> {
		this.series = change.series ?? this.series;
		this.counted = change.counted ?? this.counted;
		this.rate = change.rate ?? this.rate;
		const { source } = change;
		if (source === undefined) return this.#code();
		return this.opening.ask(() => this.#take(source));
	}

	openOwn(blob: Blob, name: string): Promise<void> {
		this.#started = true;
		return this.opening.ask(async () => {
			const file = await this.#engine().openFile(blob);
			const entry = file.tensors.find(isWorthwhile) ?? file.tensors.find((one) => one.readable);
			if (!entry) {
				this.#engine().closeFile(file.handle);
				throw new Error(`${name} holds no tensor that can be read as floats.`);
			}
			const last = { file: this.file, own: this.own };
			this.file = file;
			this.own = true;
			this.fileName = name;
			try {
				await this.#take(entry.name);
			} catch (error) {
				// The last good one stays.
				this.file = last.file;
				this.own = last.own;
				this.#engine().closeFile(file.handle);
				throw error;
			}
			if (last.own && last.file) this.#engine().closeFile(last.file.handle);
		});
	}

	reset(): Promise<void> {
		return this.opening.ask(async () => {
			const last = { file: this.file, own: this.own };
			this.file = await this.#openNetwork();
			this.own = false;
			await this.#take(gaussian);
			if (last.own && last.file) this.#engine().closeFile(last.file.handle);
		});
	}

	close(): void {
		this.#measuring.abort();
		if (this.#tensor) this.#engine().release(this.#tensor.handle);
		if (this.own && this.file) this.#engine().closeFile(this.file.handle);
		this.#tensor = undefined;
	}

	/** The point of a curve that the reader's bits are nearest to. */
	pointOf(id: SeriesId): RatePoint | undefined {
		const one = seriesOf(id);
		return nearest(this.curves[one.quantizer] ?? [], this.rate, one, this.counted);
	}

	get chosen(): RatePoint | undefined {
		return this.pointOf(this.series);
	}

	/** Of a point of the chosen curve. */
	rateOf(point: RatePoint): number {
		return rateOf(point, seriesOf(this.series), this.counted);
	}

	/** A reader's own file stays on their machine, so its tensor is not among it. */
	get parameters(): Record<string, string | number | undefined> {
		return {
			tensor: this.own || this.source === gaussian ? undefined : this.source,
			curve: this.series,
			bits: Number(this.rate.toFixed(2)),
			counted: this.counted
		};
	}

	restore({ tensor, curve, bits, counted }: Record<string, string>): void {
		this.source = tensor === '' ? gaussian : (tensor ?? this.source);
		this.#wanted = tensor;
		this.series = oneOf(['linear', 'uniform', 'kmeans', 'kmeans-coded'] as const, curve) ?? this.series;
		this.counted = oneOf(['theory', 'file'] as const, counted) ?? this.counted;
		const rate = Number(bits);
		if (bits && rate >= 0 && rate <= 9) this.rate = rate;
	}

	/** The same while the figure is at work; of a reader's own file the tensor stays. */
	follow({ tensor, ...dials }: Record<string, string>): Promise<void> {
		const { source } = this;
		this.restore(tensor === undefined || this.own ? dials : { tensor, ...dials });
		if (!this.#started) return Promise.resolve();
		const asked = this.source;
		if (asked === source) return this.#code();
		// Until it is open, the tensor on screen is the last one.
		this.source = source;
		return this.choose({ source: asked });
	}

	async #take(source: string): Promise<void> {
		const engine = this.#engine();
		const known = source === gaussian || this.file?.tensors.some(({ name }) => name === source);
		// A link may name what this file has not.
		const asked = known || source !== this.#wanted ? source : gaussian;
		this.#wanted = undefined;
		const tensor =
			asked === gaussian
				? await engine.randomTensor(gaussianShape, { seed: 1 })
				: await engine.openTensor(this.file!.handle, asked);
		let bounds: RateBounds;
		try {
			bounds = await engine.rateBounds(tensor.handle);
		} catch (error) {
			engine.release(tensor.handle);
			throw error;
		}
		this.#measuring.abort();
		this.#measuring = new AbortController();
		if (this.#tensor) engine.release(this.#tensor.handle);
		this.#tensor = tensor;
		this.source = asked;
		this.shownTensor = tensor;
		this.bounds = bounds;
		await this.#measure(tensor, this.#measuring.signal);
	}

	async #measure({ handle }: Tensor, signal: AbortSignal): Promise<void> {
		const curves: { [Quantizer in RateQuantizer]?: readonly RatePoint[] } = {};
		this.done = 0;
		for (const quantizer of quantizers) {
			try {
				curves[quantizer] = await this.#engine().rateCurve(handle, quantizer, { signal });
			} catch (error) {
				if (signal.aborted || isAbort(error)) return;
				throw error;
			}
			if (signal.aborted) return;
			this.done++;
			// What was there before is of another tensor.
			this.curves = { ...curves };
		}
		await this.#code();
	}

	async #code(): Promise<void> {
		const { chosen } = this;
		if (this.#tensor && chosen)
			await this.coding.ask({ handle: this.#tensor.handle, setting: settingOf(chosen) });
	}
}
