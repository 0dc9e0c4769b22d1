import type {
	Compressed,
	Histogram,
	Method,
	Tensor,
	TensorEngine,
	TensorEntry,
	TensorError,
	TensorFile,
	Wanted
} from '$engine/tensor-types';
import { oneOf, wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';
import { isMatrix } from '../tensors/matrices';
import { methods, optionsFor, type Dials } from './methods';
import { scaleOf } from './scale';
import { Sweep } from './sweep.svelte';

/** A tensor with what is looked up once. */
export interface Opened {
	file: TensorFile;
	/** The magnitude that all but a few weights stay under: the ends of the map of weights. */
	scale: number;
	entry: TensorEntry;
	tensor: Tensor;
	histogram: Histogram;
	/** Not of a tensor too large to be read cell by cell: these two. */
	values?: Float32Array;
	picture?: Uint8ClampedArray<ArrayBuffer>;
}

export interface Shown extends Dials {
	opened: Opened;
	method: Method;
	result: Compressed;
}

export interface Measured {
	error: TensorError;
	effectiveBits: number;
}

/** What the core answered while the site was built: its numbers hold in the browser too. */
export interface FirstAnswer {
	shown: Shown;
	table: Readonly<Record<string, Measured | null>>;
	layers: Readonly<Record<string, number | null>>;
}

/** What an answer holds weight by weight: fetched when the reader points at one, for it is most of the bytes. */
export interface Cells {
	of: Shown;
	values?: Float32Array;
	errors?: Float32Array;
}

export type Setting = Omit<Shown, 'result'>;

/** Values of the largest tensor whose cells are drawn and read. */
export const cellsAtMost = 2 ** 22;
/** Values of the largest file that is quantized as a whole without being asked to. */
const unaskedAtMost = 5_000_000;
const histogramBins = 121;
/** Beyond so many a scale of its own for each slice has made nearly every value another: ticks would be a solid band. */
const levelsAtMost = 256;
/** Milliseconds that the hand rests before numbers are shown that nobody has to work out. */
const restIfKnown = 150;
/** Values of the largest tensor whose cells are fetched with each answer: they may be shown as numbers. */
const numbersAtMost = 4096;

/** The layer to begin with: the largest that can be drawn, or whatever can be read at all. */
export function firstOf(tensors: readonly TensorEntry[]): TensorEntry | undefined {
	const largest = (list: readonly TensorEntry[]) =>
		list.reduce<TensorEntry | undefined>(
			(best, entry) => (!best || entry.count > best.count ? entry : best),
			undefined
		);
	return (
		largest(tensors.filter((entry) => isMatrix(entry) && entry.count <= cellsAtMost)) ??
		tensors.find(isMatrix) ??
		tensors.find(({ readable, count }) => readable && count > 0)
	);
}

/** The tensors of one file, one of them quantized as the reader sets it; all methods and all layers follow. */
export class NetworkTensors {
	file = $state.raw<TensorFile>();
	/** Whether it is the reader's own, and what it is called. */
	own = $state(false);
	fileName = $state('');
	opened = $state.raw<Opened>();
	method = $state<Method>('linear');
	dials = $state.raw<Dials>({ bits: 4, mode: 'symmetric', granularity: 'channel', groupSize: 32 });

	readonly opening: Live<() => Promise<void>, void>;
	readonly quantized: Live<Setting, Shown>;
	readonly reading: Live<Shown, Cells>;
	/**
	 * What the table and the sizes are of. They follow once the hand rests, sooner where all is known already: a drag would
	 * have them written anew in every frame, and mostly without numbers.
	 */
	compared = $state.raw<Setting>();
	/** Every method on this tensor, and this method on every layer. */
	readonly table = new Sweep<Measured>(250, () => this.#compare());
	readonly network = new Sweep<number>(500);

	readonly #engine: () => TensorEngine;
	readonly #openNetwork: () => Promise<TensorFile>;
	#wanted: string | undefined;
	#started = false;
	#known: ReturnType<typeof setTimeout> | undefined;

	/** Both are asked for in the browser only; `first` is shown until they have answered. */
	constructor(engine: () => TensorEngine, openNetwork: () => Promise<TensorFile>, first?: FirstAnswer) {
		this.#engine = engine;
		this.#openNetwork = openNetwork;
		this.opening = new Live((open) => open());
		this.quantized = new Live((question) => this.#quantize(question));
		this.reading = new Live((shown) => this.#read(shown));
		if (!first) return;
		this.quantized.shown = this.compared = first.shown;
		this.table.results = first.table;
		this.network.results = first.layers;
	}

	get error(): string | undefined {
		return this.opening.error ?? this.quantized.error ?? this.reading.error;
	}

	dismissError(): void {
		this.opening.error = this.quantized.error = this.reading.error = undefined;
	}

	start(): void {
		if (!this.#started) void this.openNetwork();
	}

	openNetwork(): Promise<void> {
		this.#started = true;
		return this.opening.ask(async () => this.#takeFile(await this.#openNetwork(), false, ''));
	}

	openOwn(file: Blob, name: string): Promise<void> {
		this.#started = true;
		return this.opening.ask(async () => this.#takeFile(await this.#engine().openFile(file), true, name));
	}

	openTensor(name: string): Promise<void> {
		return this.opening.ask(async () => {
			const { file } = this;
			const entry = file?.tensors.find((tensor) => tensor.name === name);
			if (file && entry) await this.#takeTensor(file, entry);
		});
	}

	choose(change: Partial<Dials> & { method?: Method }): Promise<void> {
		const { method, ...dials } = change;
		if (method) this.method = method;
		this.dials = { ...this.dials, ...dials };
		return this.#update();
	}

	/** The tensor that the figure shows: before the first one is open, that of a stored first answer. */
	get view(): Opened | undefined {
		return this.opened ?? this.quantized.shown?.opened;
	}

	/** The weights of the answer on screen, where they have come. */
	get cells(): Omit<Cells, 'of'> | undefined {
		const { shown } = this.quantized;
		if (shown?.result.values) return shown.result;
		return this.reading.shown?.of === shown ? this.reading.shown : undefined;
	}

	/** Fetches them: the reader points at one. */
	read(): void {
		const { shown } = this.quantized;
		if (shown && shown.opened === this.opened && !this.cells) void this.reading.ask(shown);
	}

	/** What a method does to the tensor on screen: undefined while it is worked out, null where it cannot. */
	measured(method: Method): Measured | null | undefined {
		const { compared } = this;
		return compared && this.table.results[keyOf(method, compared, compared.opened.tensor)];
	}

	/** The whole file before and after: layers that are not quantized yet count as pending. */
	get sizes(): { before: number; after?: number; matrices: number; kept: number } | undefined {
		const file = this.file ?? this.view?.file;
		const { compared } = this;
		if (!file) return undefined;
		const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
		const matrices = file.tensors.filter(isMatrix);
		const kept = sum(file.tensors.filter((entry) => !isMatrix(entry)).map(({ bytes }) => bytes));
		const quantized = matrices.map((entry) => {
			const after = compared && this.network.results[keyOf(compared.method, compared, entry)];
			// A layer that the method cannot take stays as it is.
			return after === null ? entry.bytes : after;
		});
		return {
			before: sum(file.tensors.map(({ bytes }) => bytes)),
			matrices: matrices.length,
			kept,
			...(quantized.every((after) => after !== undefined) && { after: kept + sum(quantized) })
		};
	}

	npy(what: 'values' | 'integers'): Promise<Uint8Array<ArrayBuffer>> | undefined {
		const { shown } = this.quantized;
		if (!shown) return undefined;
		const { tensor } = shown.opened;
		return this.#engine().npy(tensor.handle, optionsFor(shown.method, shown, tensor.shape), what);
	}

	close(): void {
		clearTimeout(this.#known);
		this.table.clear();
		this.network.clear();
		if (this.opened) this.#engine().release(this.opened.tensor.handle);
		if (this.own && this.file) this.#engine().closeFile(this.file.handle);
		this.opened = undefined;
	}

	/** What a link brings back; a reader's own file stays on their machine, so its tensor is not in it. */
	get parameters(): Record<string, string | number | undefined> {
		const { bits, mode, granularity, groupSize } = this.dials;
		return {
			layer: this.own ? undefined : this.opened?.entry.name,
			method: this.method,
			bits,
			mode,
			granularity,
			group: groupSize
		};
	}

	restore({ layer, method, bits, mode, granularity, group }: Record<string, string>): void {
		this.#wanted = layer;
		this.method =
			oneOf(
				methods.map((words) => words.method),
				method
			) ?? this.method;
		this.dials = {
			bits: wholeNumber(bits, 2, 8) ?? this.dials.bits,
			mode: oneOf(['symmetric', 'symmetric-full', 'asymmetric'] as const, mode) ?? this.dials.mode,
			granularity:
				oneOf(['tensor', 'channel', 'group'] as const, granularity) ?? this.dials.granularity,
			groupSize: wholeNumber(group, 2, 1024) ?? this.dials.groupSize
		};
	}

	/** The same while the figure is at work; of a reader's own file the tensor stays. */
	follow(from: Record<string, string>): Promise<void> {
		this.restore(from);
		const { file, own, opened } = this;
		if (from.layer !== undefined && file && !own) {
			this.#wanted = undefined;
			const asked = from.layer
				? file.tensors.find(({ name, readable }) => readable && name === from.layer)
				: firstOf(file.tensors);
			if (asked && asked.name !== opened?.entry.name) return this.openTensor(asked.name);
		}
		return this.#update();
	}

	/** A file without a tensor that can be read leaves the last one where it is. */
	async #takeFile(file: TensorFile, own: boolean, name: string): Promise<void> {
		const asked = file.tensors.find((entry) => entry.name === this.#wanted && entry.readable);
		const entry = asked ?? firstOf(file.tensors);
		if (!entry) {
			if (own) this.#engine().closeFile(file.handle);
			const types = file.tensors
				.map(({ dtype }) => dtype)
				.filter((dtype, i, all) => all.indexOf(dtype) === i);
			throw new Error(
				types.length
					? `No tensor in ${name} can be read as floats: it holds ${types.join(', ')}.`
					: `${name} holds no tensor.`
			);
		}
		const last = { file: this.file, own: this.own };
		try {
			await this.#takeTensor(file, entry, () => {
				this.#wanted = undefined;
				this.file = file;
				this.own = own;
				this.fileName = name;
				// What is known of the network before it is opened was made from the same file.
				if (last.file) {
					this.table.clear();
					this.network.clear();
				}
				if (file.tensors.reduce((sum, { count }) => sum + count, 0) > unaskedAtMost)
					this.network.stop();
			});
		} catch (error) {
			if (own) this.#engine().closeFile(file.handle);
			throw error;
		}
		if (last.own && last.file) this.#engine().closeFile(last.file.handle);
	}

	/** `onopened` is called between the last moment that can fail and the first that shows the tensor. */
	async #takeTensor(file: TensorFile, entry: TensorEntry, onopened = () => {}): Promise<void> {
		const engine = this.#engine();
		const tensor = await engine.openTensor(file.handle, entry.name);
		const histogram = await engine.histogram(tensor.handle, histogramBins);
		const scale = scaleOf(histogram);
		const cells = tensor.count <= cellsAtMost && {
			values: await engine.values(tensor.handle),
			picture: await engine.picture(tensor.handle, scale)
		};
		const last = this.opened;
		onopened();
		this.opened = {
			file,
			entry,
			tensor,
			histogram,
			scale,
			...cells
		};
		await this.#update();
		if (last) engine.release(last.tensor.handle);
	}

	async #update(): Promise<void> {
		const { opened, method, dials } = this;
		if (!opened) return;
		const setting = { opened, method, ...dials };
		this.#sweep(setting);
		// Of another tensor not one number holds.
		if (this.compared?.opened !== opened) this.compared = setting;
		await this.quantized.ask(setting);
		clearTimeout(this.#known);
		if (this.table.done === this.table.count && this.network.done === this.network.count)
			this.#known = setTimeout(() => this.#compare(), restIfKnown);
	}

	#compare(): void {
		const { opened, method, dials } = this;
		if (opened) this.compared = { opened, method, ...dials };
	}

	async #quantize(question: Setting): Promise<Shown> {
		const { opened, method } = question;
		const { tensor } = opened;
		const isDrawn = tensor.count <= cellsAtMost;
		// One scale for a tensor, by whatever method: only so can errors be compared when the method is another.
		const scales = { valueScale: opened.scale, errorScale: opened.scale / 4 };
		const pictures = isDrawn && (['after', 'error'] as const);
		const isRead = tensor.count <= numbersAtMost;
		const levels = isDrawn ? levelsAtMost : 0;
		const wanted: Wanted = { values: isRead, errors: isRead, levels, pictures, ...scales };
		const options = optionsFor(method, question, tensor.shape);
		return { ...question, result: await this.#engine().compress(tensor.handle, options, wanted) };
	}

	async #read(of: Shown): Promise<Cells> {
		const { method, opened } = of;
		const options = optionsFor(method, of, opened.tensor.shape);
		const wanted = { values: true, errors: true };
		const { values, errors } = await this.#engine().compress(opened.tensor.handle, options, wanted);
		return { of, values, errors };
	}

	#sweep({ opened, method: chosen, ...dials }: Setting): void {
		const engine = this.#engine();
		const { file, tensor } = opened;
		this.table.begin(
			methods.map(({ method }) => ({
				key: keyOf(method, dials, tensor),
				work: async (signal) => {
					const options = optionsFor(method, dials, tensor.shape);
					const { error, effectiveBits } = await engine.compress(
						tensor.handle,
						options,
						{},
						{ signal }
					);
					return { error, effectiveBits };
				}
			}))
		);
		this.network.begin(
			file.tensors.filter(isMatrix).map((entry) => ({
				key: keyOf(chosen, dials, entry),
				work: async (signal) => {
					const layer = await engine.openTensor(file.handle, entry.name, { signal });
					try {
						const options = optionsFor(chosen, dials, entry.shape);
						return (await engine.compress(layer.handle, options, {}, { signal })).bytes.after;
					} finally {
						engine.release(layer.handle);
					}
				}
			}))
		);
	}
}

const keyOf = (
	method: Method,
	dials: Dials,
	{ name, shape }: { name: string; shape: readonly number[] }
): string => `${name}\n${JSON.stringify(optionsFor(method, dials, shape))}`;
