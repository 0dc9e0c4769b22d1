/** The core's tensors as the worker offers them: by handle, answers as copies that can be handed over. */
import type { CoreCompressed, CoreTensor, CoreTensorFile, Tensors } from './wasm/tensors.mjs';
import { copy, pixels } from './copies';
import { KeptResults } from './kept-results';
import { completeMethod } from './method-options';
import { orThrow } from './or-throw';
import type {
	ClipCurve,
	CodedTensor,
	Compressed,
	DotProductErrors,
	DotProductOptions,
	Histogram,
	LayerOptions,
	LayerResult,
	NumberFormat,
	NumberFormatName,
	NumberReading,
	RateBounds,
	RatePoint,
	RateQuantizer,
	RateSetting,
	Pictures,
	Representable,
	RoundingRow,
	Tensor,
	TensorFile,
	TensorOptions,
	Wanted
} from './tensor-types';
import { CoreError } from './types';

/** Bytes of a file that are taken into the core's memory, which ends at 2 GB. */
export const maxFileBytes = 2 ** 29;
/** Values of a tensor that are opened, and of one that is painted. */
export const maxValues = 2 ** 26;
export const maxPixels = 2 ** 24;

/** Results that are kept for each tensor: figures stand side by side; of a large tensor only the last. */
const keptOf = (count: number) => (count > 2 ** 22 ? 1 : 6);

interface HeldFile {
	file: CoreTensorFile;
	tensors: TensorFile['tensors'];
}

interface HeldTensor {
	tensor: CoreTensor;
	/** In its file, or as float32. */
	bytes: number;
	results: KeptResults<CoreCompressed>;
}

const isWhole = (n: number, least: number, most: number) => Number.isInteger(n) && n >= least && n <= most;

export class TensorSession {
	readonly #core: Tensors;
	readonly #files = new Map<number, HeldFile>();
	readonly #held = new Map<number, HeldTensor>();
	#nextHandle = 1;

	constructor(core: Tensors) {
		this.#core = core;
	}

	async openFile(source: Blob): Promise<TensorFile> {
		if (source.size > maxFileBytes) {
			throw new CoreError(
				`the file has ${source.size} bytes; up to ${maxFileBytes} can be opened here, any file by the command roundoff tensor`
			);
		}
		const bytes = new Uint8Array(await source.arrayBuffer());
		const file = orThrow(this.#core.openFile(bytes));
		const handle = this.#nextHandle++;
		const tensors = file.tensors();
		this.#files.set(handle, { file, tensors });
		return { handle, format: file.format, bytes: bytes.length, tensors };
	}

	closeFile(handle: number): void {
		this.#files.get(handle)?.file.delete();
		this.#files.delete(handle);
	}

	openTensor(file: number, name: string): Tensor {
		const held = this.#files.get(file);
		if (!held) throw new CoreError('that file has been closed');
		const index = held.tensors.findIndex((entry) => entry.name === name);
		const entry = held.tensors[index];
		if (!entry) throw new CoreError(`the file holds no tensor named ${name}`);
		this.#checkCount(entry.count);
		return this.#hold(orThrow(held.file.open(index)), entry.bytes);
	}

	makeTensor(shape: number[], values: Float32Array, name = ''): Tensor {
		this.#checkCount(values.length);
		return this.#hold(orThrow(this.#core.makeTensor(shape, values, name)), 4 * values.length);
	}

	randomTensor(
		shape: number[],
		{
			seed = 1,
			outliers = 0,
			outlierScale = 10
		}: { seed?: number; outliers?: number; outlierScale?: number } = {}
	): Tensor {
		const count = shape.reduce((product, dimension) => product * dimension, 1);
		this.#checkCount(count);
		if (!isWhole(count, 0, maxValues) || !isWhole(seed, 0, Number.MAX_SAFE_INTEGER))
			throw new CoreError('dimensions and seed are whole numbers');
		if (!isWhole(outliers, 0, count)) throw new CoreError(`there are 0 to ${count} outliers`);
		return this.#hold(
			orThrow(this.#core.randomTensor(shape, count, seed, outliers, outlierScale)),
			4 * count
		);
	}

	transpose(handle: number): Tensor {
		const { tensor, bytes } = this.#of(handle);
		return this.#hold(tensor.transpose(), bytes);
	}

	setValue(handle: number, index: number, value: number): void {
		const held = this.#of(handle);
		if (!held.tensor.set(index, value)) throw new CoreError(`the tensor has no value at ${index}`);
		held.results.clear();
	}

	values(handle: number): Float32Array<ArrayBuffer> {
		return new Float32Array(this.#of(handle).tensor.values());
	}

	release(handle: number): void {
		const held = this.#held.get(handle);
		if (!held) return;
		held.results.clear();
		held.tensor.delete();
		this.#held.delete(handle);
	}

	compress(handle: number, options: TensorOptions, want: Wanted = {}): Compressed {
		const { tensor, bytes } = this.#of(handle);
		const result = this.#result(handle, options);
		const centroids = new Float32Array(result.centroids());
		const integerRange = result.integerRange();
		if (want.errorBins !== undefined) this.#checkBins(want.errorBins);
		return {
			options,
			bits: result.bits,
			effectiveBits: result.effectiveBits,
			bytes: { before: bytes, after: result.bytes },
			scales: new Float32Array(result.scales()),
			zeroPoints: new Int8Array(result.zeroPoints()),
			ranges: new Float32Array(result.ranges()),
			...(integerRange && { integerRange }),
			...(centroids.length > 0 && { centroids }),
			error: result.error(),
			seconds: result.seconds,
			...(want.values && { values: new Float32Array(result.values()) }),
			...(want.integers && {
				integers: new Int16Array(result.integers()),
				integersShape: result.integersShape()
			}),
			...(want.errors && { errors: new Float32Array(result.errors()) }),
			...(want.pictures && { pictures: this.#pictures(tensor, result, want) }),
			...(want.errorBins !== undefined && { errorHistogram: result.errorHistogram(want.errorBins) }),
			...(want.integerCounts && { integerCounts: result.integerCounts() })
		};
	}

	histogram(handle: number, bins: number, range?: { min: number; max: number }): Histogram {
		this.#checkBins(bins);
		const { tensor } = this.#of(handle);
		if (range && !(Number.isFinite(range.min) && Number.isFinite(range.max) && range.min <= range.max))
			throw new CoreError('a histogram needs two finite ends, the lower one first');
		return tensor.histogram(bins, range?.min, range?.max);
	}

	npy(handle: number, options: TensorOptions, what: 'values' | 'integers'): Uint8Array<ArrayBuffer> {
		const result = this.#result(handle, options);
		return copy(what === 'values' ? result.valuesNpy() : result.integersNpy());
	}

	clipCurve(handle: number, options: TensorOptions, points: number): ClipCurve {
		if (!isWhole(points, 1, 4096)) throw new CoreError('a clip curve has 1 to 4096 points');
		return orThrow(this.#of(handle).tensor.clipCurve(completeMethod(options), points));
	}

	roundings(handle: number, bits: number, seed = 1): RoundingRow[] {
		if (!isWhole(bits, 2, 8)) throw new CoreError(`bits are 2 to 8, not ${bits}`);
		this.#checkWhole({ seed });
		return orThrow(this.#of(handle).tensor.roundings(bits, seed));
	}

	layer(
		handle: number,
		{
			groupSize = 0,
			weightMode = 'symmetric',
			batch = 16,
			seed = 1,
			calibrationBatches = 4,
			calibrationRange = 'minmax'
		}: LayerOptions = {}
	): LayerResult {
		this.#checkWhole({ groupSize, batch, seed, calibrationBatches });
		const options = { groupSize, weightMode, batch, seed, calibrationBatches, calibrationRange };
		return orThrow(this.#of(handle).tensor.layer(options));
	}

	rateCurve(handle: number, quantizer: RateQuantizer): RatePoint[] {
		return orThrow(this.#of(handle).tensor.rateCurve(quantizer));
	}

	rateBounds(handle: number): RateBounds {
		return orThrow(this.#of(handle).tensor.rateBounds());
	}

	coded(handle: number, { quantizer, bits = 0, step = 0 }: RateSetting): CodedTensor {
		this.#checkWhole({ bits });
		return orThrow(this.#of(handle).tensor.coded(quantizer, bits, step));
	}

	formats(): NumberFormat[] {
		return this.#core.formats();
	}

	number(format: NumberFormatName, of: { bits: number } | { value: number }): NumberReading {
		if ('bits' in of) {
			if (!isWhole(of.bits, 0, 2 ** 32 - 1)) throw new CoreError('bits are a whole number below 2³²');
			return orThrow(this.#core.readNumber(format, of.bits));
		}
		const bits = orThrow(this.#core.nearestNumber(format, of.value));
		const reading = orThrow(this.#core.readNumber(format, bits));
		const error = reading.value - of.value;
		return { ...reading, asked: of.value, error, relativeError: error / Math.abs(of.value) };
	}

	representable(format: NumberFormatName, min: number, max: number, limit: number): Representable {
		if (!isWhole(limit, 1, 2 ** 24)) throw new CoreError('a limit is a whole number above 0');
		return orThrow(this.#core.representable(format, min, max, limit));
	}

	dotProducts(options: DotProductOptions): DotProductErrors[] {
		const { length, seeds, seed = 1, distribution = 'normal' } = options;
		this.#checkWhole({ length, seeds, seed });
		return orThrow(this.#core.dotProducts(length, seeds, seed, distribution === 'uniform'));
	}

	pack(integers: readonly number[], bits: 2 | 4 | 8): Uint8Array<ArrayBuffer> {
		this.#checkPackedBits(bits);
		const end = 2 ** (bits - 1);
		const odd = integers.find((integer) => !isWhole(integer, -end, end - 1));
		if (odd !== undefined)
			throw new CoreError(
				`integers of ${bits} bits are whole numbers from ${-end} to ${end - 1}, not ${odd}`
			);
		return this.#core.pack(integers, bits);
	}

	unpack(bytes: Uint8Array, count: number, bits: 2 | 4 | 8): Int8Array<ArrayBuffer> {
		this.#checkPackedBits(bits);
		if (!isWhole(count, 0, maxValues) || bytes.length !== Math.ceil((count * bits) / 8))
			throw new CoreError(`${bytes.length} bytes are not those of ${count} integers of ${bits} bits`);
		return this.#core.unpack(bytes, count, bits);
	}

	colorMaps(): { heat: Uint8Array<ArrayBuffer>; signed: Uint8Array<ArrayBuffer> } {
		return { heat: copy(this.#core.heatMap()), signed: copy(this.#core.signedMap()) };
	}

	#hold(tensor: CoreTensor, bytes: number): Tensor {
		const handle = this.#nextHandle++;
		const { name, count, columns } = tensor;
		this.#held.set(handle, { tensor, bytes, results: new KeptResults(keptOf(count)) });
		const rows = columns > 0 ? count / columns : 0;
		return { handle, name, shape: tensor.shape(), count, rows, columns, bytes, ...tensor.scan() };
	}

	#of(handle: number): HeldTensor {
		const held = this.#held.get(handle);
		if (!held) throw new CoreError('that tensor has been released');
		return held;
	}

	#result(handle: number, options: TensorOptions): CoreCompressed {
		const { tensor, results } = this.#of(handle);
		const method = completeMethod(options);
		return results.get(JSON.stringify(method), () => orThrow(tensor.compress(method)));
	}

	#pictures(tensor: CoreTensor, result: CoreCompressed, want: Wanted): Pictures {
		if (tensor.count > maxPixels)
			throw new CoreError(
				`a tensor of ${tensor.count} values is too large to draw; up to ${maxPixels} can be`
			);
		const { before, integers, after, error, valueScale, errorScale } = result.pictures(
			want.valueScale,
			want.errorScale
		);
		return {
			before: pixels(before),
			integers: pixels(integers),
			after: pixels(after),
			error: pixels(error),
			valueScale,
			errorScale
		};
	}

	#checkCount(count: number): void {
		if (count > maxValues)
			throw new CoreError(`the tensor has ${count} values; up to ${maxValues} can be opened here`);
	}

	/** Names are those of the options. */
	#checkWhole(numbers: Record<string, number>): void {
		for (const [name, n] of Object.entries(numbers)) {
			if (!isWhole(n, 0, Number.MAX_SAFE_INTEGER))
				throw new CoreError(`${name} must be a whole number, and not negative, not ${n}`);
		}
	}

	#checkBins(bins: number): void {
		if (!isWhole(bins, 1, 65536)) throw new CoreError('a histogram has 1 to 65536 bins');
	}

	#checkPackedBits(bits: number): void {
		if (![2, 4, 8].includes(bits))
			throw new CoreError(`integers of 2, 4 or 8 bits are packed, not ${bits}`);
	}
}
