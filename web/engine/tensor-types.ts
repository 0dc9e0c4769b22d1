/**
 * What a widget may ask of the core about tensors and numbers, and what comes back. The worker answers with what C++
 * computed; nothing here is computed in TypeScript. Field names follow the JSON of `roundoff tensor`.
 */
import type { CallOptions } from './types';

export type FloatFormat = 'float32' | 'float16' | 'bfloat16' | 'fp8_e4m3' | 'fp8_e5m2' | 'fp4';
export type IntegerFormat = 'int8' | 'int4' | 'int2';
export type NumberFormatName = FloatFormat | IntegerFormat;
export type BlockFormat = 'q8_0' | 'q4_0' | 'nf4' | 'mxfp4' | 'mxfp8' | 'mxfp8_e5m2';
export type Method =
	'linear' | 'kmeans' | 'pq' | 'power_of_two' | BlockFormat | Exclude<FloatFormat, 'float32'>;

export type Mode = 'symmetric' | 'symmetric-full' | 'asymmetric';
export type Granularity = 'tensor' | 'channel' | 'group';
export type Rounding = 'nearest' | 'floor' | 'ceil' | 'stochastic';
/** As `--range` has it. */
export type RangeRule = 'minmax' | 'mse' | `percentile:${number}` | `fixed:${number},${number}`;

/** The options of `roundoff tensor`, with its defaults; one that the method does not take is an error. */
export interface TensorOptions {
	method: Method;
	bits?: number;
	mode?: Mode;
	granularity?: Granularity;
	/** Of granularity `channel`. */
	axis?: number;
	/** Of granularity `group`. */
	groupSize?: number;
	/** Of `pq`. */
	subspaces?: number;
	range?: RangeRule;
	rounding?: Rounding;
	seed?: number;
}

/** What a file of tensors says that it holds. */
export interface TensorListing {
	format: 'npy' | 'npz' | 'safetensors' | 'gguf';
	bytes: number;
	tensors: TensorEntry[];
}

/** A file of tensors that lives in the worker. */
export interface TensorFile extends TensorListing {
	handle: number;
}

export interface TensorEntry {
	name: string;
	/** The file's own word for what an element is. */
	dtype: string;
	shape: number[];
	count: number;
	bytes: number;
	/** False where float32 cannot stand in for the elements: listed, not opened. */
	readable: boolean;
	/** Of the values in the file, where they lie there as they are: float32, little-endian, row-major. */
	offset?: number;
}

/** A tensor that lives in the worker, as float32. Its last axis is a row; all others together are its rows. */
export interface Tensor {
	handle: number;
	name: string;
	shape: number[];
	count: number;
	rows: number;
	columns: number;
	/** In its file; 4 a value where it was made here. */
	bytes: number;
	/** Of the finite values. */
	min: number;
	max: number;
	nan: number;
	infinite: number;
}

export interface Histogram {
	/** The edges of the first and last bin. */
	min: number;
	max: number;
	/** Bins of equal width. */
	counts: Uint32Array<ArrayBuffer>;
	/** Finite values outside the bins. */
	below: number;
	above: number;
}

/** As TensorError in cpp/roundoff/measure/tensor.h. */
export interface TensorError {
	mae: number;
	mse: number;
	/** Over values that are not 0; `zeros` of them were left out. */
	mre: number;
	zeros: number;
	maxAbs: number;
	/** Infinity where nothing was lost. */
	sqnrDb: number;
	cosine: number;
	/** mse in two parts that add up to it. */
	clipMse: number;
	roundMse: number;
	notFinite: number;
}

/** A value of a tensor, by its position in the tensor's order, and what it becomes. */
export interface ValueChange {
	index: number;
	value: number;
}

/** What to send along beside the numbers: ask only for what is drawn. */
export interface Wanted {
	/** What the integers stand for. */
	values?: boolean;
	integers?: boolean;
	/** value − what it became, signed. */
	errors?: boolean;
	/** All pictures of the tensor, rows × columns pixels, or those of this list. */
	pictures?: boolean | readonly PictureName[];
	/** Bins of the histogram of errors, which spans ± the largest error. */
	errorBins?: number;
	/** Counts for each integer in use. */
	integerCounts?: boolean;
	/** The different values that are left, where they are no more than this. */
	levels?: number;
	/**
	 * The value that the ends of the signed map stand for, and the error that the bright end of the sequential map stands
	 * for. By default the tensor's largest magnitude, and the largest error. Hand the same to several figures to compare.
	 */
	valueScale?: number;
	errorScale?: number;
}

export interface Compressed {
	options: TensorOptions;
	bits: number;
	/** Bits per value, with every scale, zero_point and codebook counted. */
	effectiveBits: number;
	bytes: { before: number; after: number };
	/** One for each slice or block, of powers of two the slice's largest level; none for codebooks and floats. */
	scales: Float32Array<ArrayBuffer>;
	/** One for each slice of linear quantization; all 0 where symmetric. */
	zeroPoints: Int8Array<ArrayBuffer>;
	/** Linear only: min and max of each slice's range, in turn. */
	ranges: Float32Array<ArrayBuffer>;
	/** The integers in use where they are signed (linear, power_of_two, q8_0, q4_0), the same for all slices. */
	integerRange?: { min: number; max: number };
	/** k-means only: its centroids, slice after slice. */
	centroids?: Float32Array<ArrayBuffer>;
	error: TensorError;
	/** To quantize and to dequantize, in the core. */
	seconds: number;
	values?: Float32Array<ArrayBuffer>;
	/** Of float16 and bfloat16 the bits, so that those from 2¹⁵ on are negative here: `& 0xffff` for what they were. */
	integers?: Int16Array<ArrayBuffer>;
	/** With the integers: the tensor's own, but for the codes of `pq`, one a subspace. */
	integersShape?: number[];
	errors?: Float32Array<ArrayBuffer>;
	/** None where there are more than was asked for. */
	levels?: Float32Array<ArrayBuffer>;
	pictures?: Pictures;
	errorHistogram?: Histogram;
	/** `counts[i]` is how often the integer `min + i` is used. */
	integerCounts?: { min: number; counts: Uint32Array<ArrayBuffer> };
}

/**
 * Of the signed map but for the error, which is of the sequential one. The integers have the ends of the map at the largest
 * that the bits allow: indices (kmeans, nf4, pq) with the middle of their table as zero, floats their bits by sign and
 * magnitude; a code of pq covers all values that it stands for.
 */
export type PictureName = 'before' | 'integers' | 'after' | 'error';

/** rows × columns RGBA of each that was asked for, and what the ends of the two maps stand for. */
export interface Pictures extends Partial<Record<PictureName, Uint8ClampedArray<ArrayBuffer>>> {
	valueScale: number;
	errorScale: number;
}

/** The core's maps, 256 × RGB, from the lowest to the highest, and the colours of what has no place on them. */
export interface ColorMaps {
	heat: Uint8Array<ArrayBuffer>;
	signed: Uint8Array<ArrayBuffer>;
	odd: { heat: OddColors; signed: OddColors };
}

/** Each [r, g, b]. */
export interface OddColors {
	nan: [number, number, number];
	infinity: [number, number, number];
	negativeInfinity: [number, number, number];
}

/** The mean squared error in its two parts as a symmetric or one-sided clip tightens. */
export interface ClipCurve {
	/** Share of the full range that is kept, ascending to 1. */
	share: Float64Array<ArrayBuffer>;
	clipMse: Float64Array<ArrayBuffer>;
	roundMse: Float64Array<ArrayBuffer>;
}

/** Fields of a format from high to low: sign, exponent, mantissa; integers have their bits as mantissa. */
export interface NumberFormat {
	name: NumberFormatName;
	bits: number;
	signBits: number;
	exponentBits: number;
	mantissaBits: number;
	bias: number;
	hasInfinity: boolean;
	hasNan: boolean;
	max: number;
	min: number;
	/** 1 for integers. */
	minNormal: number;
	minSubnormal: number;
}

export interface NumberReading {
	format: NumberFormatName;
	/** In the low end, as a number: up to 2³² − 1. */
	bits: number;
	value: number;
	kind: 'zero' | 'subnormal' | 'normal' | 'infinity' | 'nan' | 'integer';
	/** The fields as whole numbers. */
	sign: number;
	exponent: number;
	mantissa: number;
	/** The next representable values below and above; −∞ or ∞ where there is none that is finite. NaN for NaN. */
	below: number;
	above: number;
	/** Distance to the neighbour away from zero (to the one below it, at the largest). */
	spacing: number;
	/** Where it was made from a value: that value, and how far off. */
	asked?: number;
	error?: number;
	relativeError?: number;
}

/** All representable finite values in an interval, or as many as asked for, evenly thinned by rank. */
export interface Representable {
	values: Float32Array<ArrayBuffer>;
	/** How many there are. */
	total: number;
}

export type Accumulation = 'naive' | 'pairwise' | 'float32';

export interface DotProductOptions {
	length: number;
	/** How many random pairs of vectors. */
	seeds: number;
	seed?: number;
	/** Standard normal, or uniform in 0 … 1 (all of one sign: sums grow). */
	distribution?: 'normal' | 'uniform';
}

export interface DotProductErrors {
	format: FloatFormat;
	accumulation: Accumulation;
	/** |result − exact| / (|a|·|b|), ascending, one for each seed; Infinity where the sum overflowed. */
	errors: Float64Array<ArrayBuffer>;
	median: number;
	/** Seeds whose sum was not finite. */
	overflows: number;
}

export interface RoundingRow {
	method: Rounding | 'adaptive' | 'power_of_two';
	/** Of the weights. */
	mse: number;
	/** Mean of error, signed: what floor and ceil shift. */
	bias: number;
	/** Of the layer's outputs on inputs that were not calibrated with: mean squared, over the outputs' mean square. */
	outputError: number;
	/** Standard deviation of outputError over seeds; 0 where nothing is drawn. */
	deviation: number;
	/** Nanoseconds for a value, the median of repeated runs. */
	nanoseconds: number;
}

export interface LayerRunOptions {
	/** Bits of the integer weights in the int4 rows: groups of so many weights along a row; 0 for per channel. */
	groupSize?: number;
	/** Of all integer weights; symmetric by default, which leaves two of the four terms of a product at 0. */
	weightMode?: 'symmetric' | 'asymmetric';
	/** Inputs in a batch; 16 by default. */
	batch?: number;
	seed?: number;
	/** Batches that the activations' range is taken from; 4 by default. */
	calibrationBatches?: number;
	calibrationRange?: Exclude<RangeRule, `fixed:${string}`>;
}

export interface LayerRow {
	variant: 'float32' | 'bfloat16' | 'w8' | 'w4' | 'w8a8';
	/** Of the first input of the batch: one for each output. */
	outputs: Float32Array<ArrayBuffer>;
	/** Over the batch, against float32. */
	error: { mse: number; sqnrDb: number; maxAbs: number; cosine: number };
	/** Weights with scales and zero_points. */
	bytes: number;
	/** Median seconds for the batch. */
	seconds: number;
	/** Share of the batch's inputs whose largest output is the same as in float32. */
	sameTop: number;
}

/** One output of the full-integer layer, term by term: scale · (Σ q_w q_x − z_x Σ q_w − z_w Σ q_x + n z_w z_x). */
export interface ProductTerms {
	/** Which one: the largest of the batch's first input. */
	output: number;
	n: number;
	weightScale: number;
	weightZeroPoint: number;
	inputScale: number;
	inputZeroPoint: number;
	products: number;
	weightSum: number;
	inputSum: number;
	integer: number;
	result: number;
	exact: number;
}

export interface LayerResult {
	inFeatures: number;
	outFeatures: number;
	rows: LayerRow[];
	/** Range of the inputs that calibration chose, and that of the batch itself. */
	calibrated: { min: number; max: number };
	seen: { min: number; max: number };
	terms: ProductTerms;
}

/** As in cpp/roundoff/compress/rate.h. */
export type RateQuantizer = 'linear' | 'uniform' | 'kmeans';

/** `bits` of linear and kmeans, `step` of uniform. */
export interface RateSetting {
	quantizer: RateQuantizer;
	bits?: number;
	step?: number;
}

/** All rates are bits a value. */
export interface RatePoint extends RateSetting {
	/** Different integers in use. */
	symbols: number;
	/** All words of one length. */
	fixed: number;
	entropy: number;
	/** Mean length of a Huffman code’s words. */
	huffman: number;
	/** What the scale, the step or the centroids add. */
	codebook: number;
	/** What the Huffman code’s own table adds. */
	code: number;
	/** Infinity where nothing was lost. */
	sqnrDb: number;
}

/** Straight lines of SQNR over bits a value, `dbPerBit` steep. */
export interface RateBounds {
	values: number;
	mean: number;
	variance: number;
	/** At 0 bits: Shannon’s rate-distortion function of a Gaussian of this variance. Infinity without variance. */
	gaussianDb: number;
	/** At 0 bits: Shannon’s lower bound for these values, estimated; undefined where there are too few. */
	ownDb?: number;
	dbPerBit: number;
}

export interface CodedTensor {
	point: RatePoint;
	/** The integers in use, ascending by what they stand for; `word` is '' where there is only one. */
	symbols: { value: number; count: number; word: string }[];
}

/** Calls queue, replace each other by channel and can be aborted as those of Engine. */
export interface TensorEngine {
	openFile(source: Blob, signal?: AbortSignal): Promise<TensorFile>;
	/** A file that the core has listed before, so that no reader of files need be loaded for it. */
	openListed(source: Blob, listing: TensorListing): Promise<TensorFile>;
	/** Frees a file; tensors opened from it stay. */
	closeFile(handle: number): void;
	openTensor(file: number, name: string, call?: CallOptions): Promise<Tensor>;
	/** From values of the page's own. */
	makeTensor(shape: number[], values: Float32Array, name?: string): Promise<Tensor>;
	/** A random tensor: normal, with `outliers` values (drawn by the seed) `outlierScale` times as large. */
	randomTensor(
		shape: number[],
		options?: { seed?: number; outliers?: number; outlierScale?: number }
	): Promise<Tensor>;
	/** Rows become columns: of a kernel inputs × outputs the weights with one row for each output. */
	transpose(handle: number, call?: CallOptions): Promise<Tensor>;
	/** The tensor as it is, rows × columns pixels, the ends of the signed map at ±scale. */
	picture(handle: number, scale: number, call?: CallOptions): Promise<Uint8ClampedArray<ArrayBuffer>>;
	/** A copy of the values. */
	values(handle: number, call?: CallOptions): Promise<Float32Array<ArrayBuffer>>;
	release(handle: number): void;
	compress(handle: number, options: TensorOptions, want?: Wanted, call?: CallOptions): Promise<Compressed>;
	/**
	 * Several ways at once, their errors painted on the scale of the largest of them all. First `changes` are made to the
	 * tensor, where they stay: one call, since a hand on a slider waits for as many as there are.
	 */
	compressAll(
		handle: number,
		options: readonly TensorOptions[],
		want?: Omit<Wanted, 'errorScale'>,
		changes?: readonly ValueChange[],
		call?: CallOptions
	): Promise<{ results: Compressed[]; errorScale: number }>;
	/** Over the finite values' range unless told another. */
	histogram(
		handle: number,
		bins: number,
		range?: { min: number; max: number },
		call?: CallOptions
	): Promise<Histogram>;
	clipCurve(handle: number, options: TensorOptions, points: number, call?: CallOptions): Promise<ClipCurve>;
	/** What the values became, as a float32 .npy file, or the integers: what the CLI's --out and --ints write. */
	npy(
		handle: number,
		options: TensorOptions,
		what: 'values' | 'integers',
		call?: CallOptions
	): Promise<Uint8Array<ArrayBuffer>>;

	formats(): Promise<NumberFormat[]>;
	/** What these bits mean, or the number of the format nearest to this value. */
	number(
		format: NumberFormatName,
		of: { bits: number } | { value: number },
		call?: CallOptions
	): Promise<NumberReading>;
	representable(
		format: NumberFormatName,
		min: number,
		max: number,
		limit: number,
		call?: CallOptions
	): Promise<Representable>;
	dotProducts(options: DotProductOptions, call?: CallOptions): Promise<DotProductErrors[]>;
	/** Integers packed into bytes, the first in the highest bits, offset by 2^(bits − 1). */
	pack(integers: readonly number[], bits: 2 | 4 | 8): Promise<Uint8Array<ArrayBuffer>>;
	unpack(bytes: Uint8Array, count: number, bits: 2 | 4 | 8): Promise<Int8Array<ArrayBuffer>>;

	/** From few bits to many; empty for uniform where all values are equal. */
	rateCurve(handle: number, quantizer: RateQuantizer, call?: CallOptions): Promise<RatePoint[]>;
	rateBounds(handle: number, call?: CallOptions): Promise<RateBounds>;
	/** One point of a curve with its Huffman code. */
	coded(handle: number, setting: RateSetting, call?: CallOptions): Promise<CodedTensor>;

	/** `heat` for errors, `signed` for values, zero in its middle. */
	colorMaps(): Promise<ColorMaps>;
}

/** Tensors that are a layer's weights: handles of its own, which TensorEngine does not know. */
export interface LayerEngine extends Pick<
	TensorEngine,
	'openListed' | 'openTensor' | 'makeTensor' | 'randomTensor' | 'transpose' | 'release'
> {
	/** The tensor as a layer's weights, rows = outputs: every rounding at `bits`, and what it costs. */
	roundings(handle: number, bits: number, seed?: number, call?: CallOptions): Promise<RoundingRow[]>;
	/** The tensor as a layer's weights, rows = outputs. */
	layer(handle: number, options?: LayerRunOptions, call?: CallOptions): Promise<LayerResult>;
}
