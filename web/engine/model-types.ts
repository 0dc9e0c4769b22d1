/**
 * What a widget may ask of the core about the networks in assets/models, and what comes back. The worker answers with
 * what C++ computed. A face is 16 × 16 RGBA; labels are one class for each attribute of `Network.attributes`, or the
 * number of its classes for "not asked".
 */
import type { TensorError, TensorOptions } from './tensor-types';
import type { CallOptions } from './types';

export type NetworkName = 'autoencoder' | 'diffusion' | 'diffusion_3bit' | 'diffusion_2bit' | 'judge';

/** How a layer's weights are held: by any method but `pq`, or as the file has them. */
export type LayerOptions = TensorOptions | 'float16';

/** A network that lives in the worker. */
export interface Network {
	handle: number;
	name: NetworkName;
	/** Empty for the autoencoder. */
	attributes: { name: string; classes: string[] }[];
	/** Those whose weights can be quantized, in the order of running. */
	layers: Layer[];
	parameters: number;
	/** Of the file. */
	bytes: number;
	/** What its steps are, for who runs it elsewhere. */
	plans: Partial<Record<'encode' | 'decode' | 'velocity' | 'judge', Plan>>;
}

export interface Layer {
	/** As in the file, without `.weight`. */
	name: string;
	kind: 'conv' | 'linear' | 'embedding';
	/** Weights are taken as a matrix, outputs × (inputs · kernel height · kernel width): that is what is quantized. */
	rows: number;
	columns: number;
	/** Multiplications with these weights for one face. */
	multiplications: number;
}

/** Numbers for each face, channel by channel; height = width = 1 for a vector. */
export interface PlanBuffer {
	channels: number;
	height: number;
	width: number;
	/** One row for all faces (what depends on the time alone). */
	shared?: boolean;
}

/** Reads buffers, writes one that it does not read. What it does in turn: see cpp/roundoff/model/plan.h. */
export interface PlanStep {
	/** conv: 1×1, or 3×3 with a border of zeros. linear: of all numbers of its input. norm, of a vector: group norm, then FiLM.
	 * unshuffle, shuffle: 2×2 pixels to channels and back. embed: input + the sum of the labels' rows of `tables`. */
	op: 'conv' | 'linear' | 'norm' | 'unshuffle' | 'shuffle' | 'embed';
	/** Of conv, linear and norm: the parameters `<layer>.weight` and `<layer>.bias`. */
	layer: string;
	input: number;
	output: number;
	/** Side of a conv's kernel. */
	kernel: 1 | 3;
	/** SiLU of what is read. */
	siluInput: boolean;
	/** SiLU of what is written, after all else but the residual. */
	silu: boolean;
	/** A buffer that is added at the end; −1 for none. */
	residual: number;
	/** A parameter, channels × height × width, that is added; empty for none. */
	position: string;
	/** Of norm: a buffer of 2 · channels, scales and then shifts: x · (1 + scale) + shift; −1 for none. */
	film: number;
	groups: number;
	epsilon: number;
	tables: string[];
}

/** A judge's heads, `heads.ATTRIBUTE`, follow the step that writes `output`, its features; each has its own buffer. */
export interface Plan {
	buffers: PlanBuffer[];
	/** The face's picture in −1 … 1, latent or state. */
	input: number;
	/** Of `velocity`: 64 cosines and sines of the time; −1 elsewhere. */
	time: number;
	output: number;
	steps: PlanStep[];
}

/** Of one layer after quantizing. */
export interface LayerReport {
	name: string;
	options: LayerOptions;
	error: TensorError;
	bytes: number;
	effectiveBits: number;
	parameters: number;
}

export interface NetworkReport {
	layers: LayerReport[];
	/** All parameters, with biases and norms in float16 as they are. */
	bytes: { before: number; after: number };
	/** Over the layers. */
	effectiveBits: number;
	/** Over the layers' weights. */
	sqnrDb: number;
	seconds: number;
}

/**
 * A layer's weights as a GPU keeps them. Codes lie row after row, each row from a new 32-bit word on, ⌊32 / bits⌋ codes
 * in a word, the first in the lowest bits. With s = ⌊(row · columns + column) / groupSize⌋ where `flat`, else
 * row · ⌈columns / groupSize⌉ + ⌊column / groupSize⌋, and s = 0 where there is one scale:
 * linear: scales[s] · (code − zeroPoints[s]); table: scales[s] · table[(tables > 1 ? s : 0) · tableSize + code].
 * float32 and float16 have their bits as codes.
 */
export interface PackedWeights {
	encoding: 'float32' | 'float16' | 'linear' | 'table';
	rows: number;
	columns: number;
	bits: number;
	wordsPerRow: number;
	codes: Uint32Array<ArrayBuffer>;
	groupSize: number;
	flat: boolean;
	scales: Float32Array<ArrayBuffer>;
	/** Of unsigned codes; as many as scales where linear, else none. */
	zeroPoints: Float32Array<ArrayBuffer>;
	table: Float32Array<ArrayBuffer>;
	tableSize: number;
	tables: number;
}

export interface SampleOptions {
	/** faces × attributes. */
	labels: Int32Array;
	faces: number;
	steps: number;
	/** 1: as asked, 0: as if nothing was asked. */
	guidance: number;
	seed: number;
	/** The steps to draw too: 1 … steps; none by default. */
	show?: 'all' | 'none';
}

/** faces × 16 × 16 RGBA. */
export interface Faces {
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** faces × 128, as the decoder takes it. */
	latents: Float32Array<ArrayBuffer>;
	/** With `show: 'all'`: what the state would end in if it went on straight from this step, and the state itself. */
	steps?: { predicted: Uint8ClampedArray<ArrayBuffer>; state: Uint8ClampedArray<ArrayBuffer> }[];
	seconds: number;
}

/** What the judge sees in faces, attribute by attribute. */
export interface Judgement {
	/** faces × attributes: the likeliest class, and its probability. */
	classes: Int32Array<ArrayBuffer>;
	probabilities: Float32Array<ArrayBuffer>;
	/** Share of faces that show what was asked, for each attribute and over all; NaN where nothing was asked. */
	right?: { attributes: Float64Array<ArrayBuffer>; mean: number };
	/** Fréchet distance of the judge's features to those of held-out pictures; needs 2 faces. */
	frechet: number;
}

export interface Reconstruction {
	/** faces × 128. */
	latents: Float32Array<ArrayBuffer>;
	/** The latents by the signed map, faces × 8 × 4 × 4 RGBA; its ends stand for ± `latentScale` and what is beyond. */
	latentPictures: Uint8ClampedArray<ArrayBuffer>;
	latentScale: number;
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** |error| over the three channels' root mean square, by the heat map. */
	errors: Uint8ClampedArray<ArrayBuffer>;
	errorScale: number;
	mse: number;
	psnrDb: number;
	/** Share of pixels within 8/255 in every channel. */
	near: number;
}

export interface MeasuringOptions extends CallOptions {
	onstep?: (done: number, of: number) => void;
}

/** Calls queue, replace each other by channel and can be aborted as those of Engine. */
export interface ModelEngine {
	/**
	 * Loads one of the site's own networks. Its file is fetched once; each call has a network with weights of its own, so
	 * that figures do not change each other's.
	 */
	open(name: NetworkName, call?: CallOptions): Promise<Network>;
	/** Quantizes every layer by `all`, those of `layers` by their own; always from the file's weights. */
	quantize(
		network: number,
		all: LayerOptions,
		layers?: Record<string, LayerOptions>,
		call?: CallOptions
	): Promise<NetworkReport>;
	/**
	 * Bits for each layer that keep the sum of bytes within the budget at the least error of the outputs; the options' own are
	 * not looked at. What a layer costs is measured first, for seconds, and kept: another budget is answered at once.
	 * `onstep` hears of each run of the network that is measured; where aborted, the next call goes on from there.
	 */
	allocate(
		network: number,
		options: TensorOptions,
		budgetBytes: number,
		call?: MeasuringOptions
	): Promise<Record<string, LayerOptions>>;
	/** The layer as it is now. */
	packed(network: number, layer: string, call?: CallOptions): Promise<PackedWeights>;
	/** A parameter that is not quantized (`….bias`, `position`, `mean`, `scale`, a norm's weight), as float32. */
	parameter(network: number, name: string, call?: CallOptions): Promise<Float32Array<ArrayBuffer>>;
	/** The 64 numbers that tell the network each of the steps' times: steps × 64. */
	times(steps: number, call?: CallOptions): Promise<Float32Array<ArrayBuffer>>;
	/** `onstep` hears each step that is done. With the weights as they were at its begin; ends between steps where aborted. */
	sample(
		networks: { diffusion: number; autoencoder: number },
		options: SampleOptions,
		call?: MeasuringOptions
	): Promise<Faces>;
	/** faces × 16 × 16 RGBA in, through both halves. */
	reconstruct(autoencoder: number, rgba: Uint8ClampedArray, call?: CallOptions): Promise<Reconstruction>;
	decode(
		autoencoder: number,
		latents: Float32Array,
		call?: CallOptions
	): Promise<Uint8ClampedArray<ArrayBuffer>>;
	/** `labels` are faces × the first so many of the judge's attributes; those of a diffusion model come first. */
	judge(
		judge: number,
		rgba: Uint8ClampedArray,
		labels?: Int32Array,
		call?: CallOptions
	): Promise<Judgement>;
	/** The core's maps, 256 × 3 bytes: `heat` for errors, `signed` for latents. */
	colorMaps(): Promise<{ heat: Uint8Array<ArrayBuffer>; signed: Uint8Array<ArrayBuffer> }>;
	release(handle: number): void;
}
