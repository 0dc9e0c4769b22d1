/**
 * What a widget may ask of the core and what comes back. The worker answers with numbers and bytes that
 * C++ computed; nothing here is computed in TypeScript. Field names follow the CLI's JSON where both exist.
 */

export type ColorSpace = 'srgb' | 'linear' | 'oklab';

/** How the first centroids are chosen. `split` is the default: it measured best (see `npm run bench`). */
export type Seeding = 'split' | 'kmeans++' | 'random' | 'corner';

/** `draft` answers while the hand moves; `full` is what the CLI prints. */
export type Effort = 'draft' | 'full';

export interface QuantizeOptions {
	/** Palette entries wanted, 1 … 256. */
	k: number;
	space?: ColorSpace;
	seed?: number;
	seeding?: Seeding;
	effort?: Effort;
}

/** A picture that lives in the worker; later calls name it by `handle`. */
export interface Picture {
	handle: number;
	width: number;
	height: number;
	/** width × height */
	pixels: number;
	uniqueColors: number;
	/** The pixels that the core works on, alpha composited over white. `width × height × 4` bytes. */
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** Set when the file was larger than the core's limit and was scaled down: its own size. */
	scaledFrom?: { width: number; height: number };
}

export interface ByteCounts {
	/** width × height × 3 */
	raw: number;
	/** ⌈log2 colors⌉ bits a pixel, rounded up to whole bytes, plus 3 bytes a palette entry. */
	indexed: number;
}

export interface Quantized {
	/** The k that was asked for. */
	k: number;
	/** Palette entries in use: fewer than k only where the picture has fewer colours. */
	colors: number;
	/** True when every unique colour of the picture has its own entry (mse is 0). */
	exact: boolean;
	effort: Effort;
	/** `colors × 3` sRGB bytes, ordered from dark to light. */
	palette: Uint8Array<ArrayBuffer>;
	/** Pixels per palette entry. */
	counts: Uint32Array<ArrayBuffer>;
	/** One palette index a pixel, row by row. */
	indices: Uint8Array<ArrayBuffer>;
	/** The quantized picture, `width × height × 4`. */
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** Mean over pixels of the squared distance summed over R, G, B (levels 0 … 255). */
	mse: number;
	/** 10 log10(255² / (mse / 3)); Infinity when exact. */
	psnrDb: number;
	/** Sum of squared distances in the space that was clustered in. */
	inertia: number;
	iterations: number;
	bytes: ByteCounts;
	/** Seconds in the core for clustering, assigning and painting. */
	seconds: { cluster: number; assign: number; paint: number };
}

/** The slower measures of a full result, asked for when the hand rests. */
export interface Measures {
	/** Mean SSIM on luma, Wang et al. 2004; 1 is identical. */
	ssim: number;
	/** Mean and largest Oklab colour difference ΔE_OK over pixels. */
	deltaE: { mean: number; max: number };
	/** Size in bytes of the PNG file that `png()` returns for the same options. */
	pngBytes: number;
}

export interface ErrorMap {
	/** Per pixel: Euclidean distance in R, G, B levels between before and after. */
	error: Float32Array<ArrayBuffer>;
	/** The error drawn with the core's sequential colour map, black-to-bright over 0 … `scaleMax`. */
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** The error that the colour map's bright end stands for. */
	scaleMax: number;
	mean: number;
	max: number;
	/** The worst square regions, worst first: top left corner, side in pixels, mean error inside. */
	worst: { x: number; y: number; size: number; mean: number }[];
}

export interface CurvePoint {
	k: number;
	colors: number;
	mse: number;
	psnrDb: number;
	/** Bits a pixel of the indexed form, palette included. */
	bitsPerPixel: number;
}

/** k-means, iteration by iteration. */
export interface Steps {
	k: number;
	/** `frames[i]` holds k × 3 sRGB levels (fractions allowed): the seeds first, then after each iteration. */
	frames: Float32Array<ArrayBuffer>[];
	/** `nearest[i]` names, for each point of `cloud()`, the centroid of frame i that it joins. */
	nearest: Uint8Array<ArrayBuffer>[];
	/** Mean squared error of each frame (pixels assigned to their nearest centroid of that frame). */
	mse: number[];
}

/** The picture's colours, thinned to at most some thousands of points for drawing. */
export interface Cloud {
	/** points × 3 sRGB levels: mean colour of each 5-bit histogram bin in use. */
	positions: Float32Array<ArrayBuffer>;
	/** Pixels in each point. */
	counts: Uint32Array<ArrayBuffer>;
}

/** What the worker holds for its page. */
export interface Usage {
	/** Pictures that have been loaded and not released. */
	pictures: number;
	/** Bytes of the core's memory, which never shrinks. */
	memory: number;
}

/** An error with a message for people: a file that is no picture, a k out of range. */
export class CoreError extends Error {
	override name = 'CoreError';
}

/**
 * The engine as widgets see it. Calls are answered one at a time, in the order they came. A call with a `channel`
 * replaces an older call of the same channel that still waits: that one rejects with an AbortError (`isAbort(e)` tells),
 * as does a call whose signal is aborted while it waits. Give every widget instance its own channels.
 */
export interface Engine {
	/** Hands a picture to the worker once. Rejects with CoreError when the bytes are no picture. */
	load(source: Blob | ImageData, signal?: AbortSignal): Promise<Picture>;
	/** Frees a picture and everything computed from it. */
	release(handle: number): void;
	quantize(handle: number, options: QuantizeOptions, call?: CallOptions): Promise<Quantized>;
	measure(handle: number, options: QuantizeOptions, call?: CallOptions): Promise<Measures>;
	/**
	 * The picture in the reader's own palette, k × 3 sRGB bytes: as it is, in its order, or with `settle` in what k-means
	 * makes of it from there on.
	 */
	paintWith(
		handle: number,
		palette: Uint8Array,
		options?: { settle?: boolean },
		call?: CallOptions
	): Promise<Quantized>;
	errorMap(handle: number, options: QuantizeOptions, call?: CallOptions): Promise<ErrorMap>;
	png(handle: number, options: QuantizeOptions, call?: CallOptions): Promise<Uint8Array<ArrayBuffer>>;
	steps(handle: number, options: QuantizeOptions, call?: CallOptions): Promise<Steps>;
	cloud(handle: number, call?: CallOptions): Promise<Cloud>;
	/** Error for each k in turn; yields as each is ready so that a chart can grow. */
	curve(
		handle: number,
		ks: readonly number[],
		options?: Omit<QuantizeOptions, 'k'>,
		signal?: AbortSignal
	): AsyncIterable<CurvePoint>;
	/** What the worker holds once the calls before this one are done. */
	usage(): Promise<Usage>;
	/** The core's sequential colour map, `256 × 3` bytes, for legends. */
	colorMap(): Promise<Uint8Array<ArrayBuffer>>;
}

export interface CallOptions {
	channel?: string;
	signal?: AbortSignal;
}
