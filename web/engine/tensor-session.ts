/** The core's tensors as the worker offers them: by handle, answers as copies that can be handed over. */
import type { Files } from './wasm/files.mjs';
import type { CoreCompressed, CoreTensor, Tensors } from './wasm/tensors.mjs';
import { isWhole, mustBeWhole } from './checks';
import { copy, pixels } from './copies';
import { KeptResults } from './kept-results';
import { orThrow } from './or-throw';
import { listedFile, openedFile, type HeldFile } from './tensor-files';
import type {
	ClipCurve,
	CodedTensor,
	Compressed,
	Histogram,
	LayerOptions,
	LayerResult,
	Pictures,
	RateBounds,
	RatePoint,
	RateQuantizer,
	RateSetting,
	RoundingRow,
	Tensor,
	TensorFile,
	TensorListing,
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

interface HeldTensor {
	tensor: CoreTensor;
	/** In its file, or as float32. */
	bytes: number;
	results: KeptResults<CoreCompressed>;
}

/** Always in the same order, so that the same question is known again. */
function complete(options: TensorOptions) {
	const { method, bits, mode, granularity, axis, groupSize, subspaces, range, rounding, seed } = options;
	return { method, bits, mode, granularity, axis, groupSize, subspaces, range, rounding, seed };
}

export class TensorSession {
	readonly #core: Tensors;
	readonly #loadReader: () => Promise<Files>;
	readonly #files = new Map<number, HeldFile>();
	readonly #held = new Map<number, HeldTensor>();
	#reader: Promise<Files> | undefined;
	#nextHandle = 1;

	/** The module that reads files is loaded for the first of them. */
	constructor(core: Tensors, loadReader: () => Promise<Files>) {
		this.#core = core;
		this.#loadReader = loadReader;
	}

	async openFile(source: Blob): Promise<TensorFile> {
		if (source.size > maxFileBytes) {
			throw new CoreError(
				`the file has ${source.size} bytes; up to ${maxFileBytes} can be opened here, any file by the command roundoff tensor`
			);
		}
		const reader = (this.#reader ??= this.#loadReader());
		// what could not be loaded is tried again with the next file
		reader.catch(() => (this.#reader = undefined));
		return this.#holdFile(await openedFile(await reader, source));
	}

	openListed(source: Blob, listing: TensorListing): TensorFile {
		return this.#holdFile(listedFile(source, listing));
	}

	closeFile(handle: number): void {
		this.#files.get(handle)?.close();
		this.#files.delete(handle);
	}

	async openTensor(file: number, name: string): Promise<Tensor> {
		const held = this.#files.get(file);
		if (!held) throw new CoreError('that file has been closed');
		const index = held.listing.tensors.findIndex((entry) => entry.name === name);
		const entry = held.listing.tensors[index];
		if (!entry) throw new CoreError(`the file holds no tensor named ${name}`);
		this.#checkCount(entry.count);
		return held.withValues(index, (values) =>
			this.#hold(orThrow(this.#core.makeTensor(entry.shape, values, name)), entry.bytes)
		);
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
		return orThrow(this.#of(handle).tensor.clipCurve(complete(options), points));
	}

	roundings(handle: number, bits: number, seed = 1): RoundingRow[] {
		if (!isWhole(bits, 2, 8)) throw new CoreError(`bits are 2 to 8, not ${bits}`);
		mustBeWhole({ seed });
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
		mustBeWhole({ groupSize, batch, seed, calibrationBatches });
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
		mustBeWhole({ bits });
		return orThrow(this.#of(handle).tensor.coded(quantizer, bits, step));
	}

	colorMaps(): { heat: Uint8Array<ArrayBuffer>; signed: Uint8Array<ArrayBuffer> } {
		return { heat: copy(this.#core.heatMap()), signed: copy(this.#core.signedMap()) };
	}

	#holdFile(file: HeldFile): TensorFile {
		const handle = this.#nextHandle++;
		this.#files.set(handle, file);
		return { ...file.listing, handle };
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
		const method = complete(options);
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

	#checkBins(bins: number): void {
		if (!isWhole(bins, 1, 65536)) throw new CoreError('a histogram has 1 to 65536 bins');
	}
}
