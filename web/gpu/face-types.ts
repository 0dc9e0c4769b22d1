/** What runs the networks on faces, wherever it computes: createFaces of faces.ts. Also the npm package's types. */
import type {
	Faces,
	LayerOptions,
	Network,
	NetworkName,
	NetworkReport,
	Reconstruction,
	SampleOptions
} from '../engine/model-types';
import type { CallOptions } from '../engine/types';
import type { GpuFailure } from './errors';

export type Backend = 'webgpu' | 'wasm';

export interface OpenNetworks {
	diffusion: Network;
	autoencoder: Network;
}

export interface FacesStatus {
	backend: Backend;
	/** The graphics adapter's own name; undefined where none was found. */
	adapter?: string;
	/** A CPU plays the GPU. */
	software?: boolean;
	/** Why the core computes instead, in words for the reader; undefined on WebGPU, and where the widget asked for it. */
	reason?: string;
	failure?: GpuFailure | 'slow';
	/** Bytes of the buffers that are allocated on the GPU now: weights, activations and all else. */
	allocated: number;
	/** Of these the two networks' weights. */
	weights: number;
}

export interface FacesOptions {
	/** `auto`: WebGPU unless there is none or its adapter is software, which the core's SIMD outruns. */
	backend?: 'auto' | Backend;
	/** Which diffusion model; `diffusion` by default. */
	diffusion?: Extract<NetworkName, `diffusion${string}`>;
	/** Hears of every change of `status`: a fallback, another allocation. */
	onstatus?: (status: FacesStatus) => void;
	/** Where WebGPU is looked for: the browser's by default. */
	gpu?: GPU;
	signal?: AbortSignal;
}

export interface SampleWatch {
	/**
	 * Aborts before the next kernel is compiled or tried, and between two steps unless all of them are done in a moment:
	 * the call rejects with an AbortError.
	 */
	signal?: AbortSignal;
	/** After each step; after the last one where all of them are done in a moment. */
	onstep?: (done: number, of: number) => void;
	/**
	 * Faces × 16 × 16 RGBA to show until the answer is there. On WebGPU after steps 1, 2, 4, 8 … but the last: the
	 * faces that the state would end in if it went on straight. On the core once: a sample of a third of the steps.
	 */
	onpreview?: (rgba: Uint8ClampedArray<ArrayBuffer>) => void;
}

export interface Parity {
	/** Faces that were compared. */
	faces: number;
	/** |difference| / |latents|, both as root of the sum of squares over all faces. */
	relative: number;
	/** The largest difference of a pixel's channel, in levels of 0 … 255. */
	levels: number;
}

export type Sampled = Faces & { backend: Backend };

export interface FaceRunner {
	/** As they were opened, with the plans and the attributes' names. */
	readonly networks: Readonly<OpenNetworks>;
	readonly status: FacesStatus;
	/** Calls are answered in turn; abort what is no longer wanted. */
	sample(options: SampleOptions, watch?: SampleWatch): Promise<Sampled>;
	/**
	 * faces × 16 × 16 RGBA through both halves of the autoencoder. Latents and pictures are the GPU's where it computes;
	 * errors and their measures are always the core's, of its own reconstruction.
	 */
	reconstruct(rgba: Uint8ClampedArray, call?: CallOptions): Promise<Reconstruction & { backend: Backend }>;
	/** Quantizes in the core, always from the file's weights, and replaces the GPU's: pipelines and activations stay. */
	quantize(
		network: keyof OpenNetworks,
		all: LayerOptions,
		layers?: Record<string, LayerOptions>,
		call?: CallOptions
	): Promise<NetworkReport>;
	/**
	 * How far the GPU's faces are from the core's: draws the first of the last sample's faces again on the core, with the
	 * bits as they are now. Undefined where nothing was drawn on the GPU since it was last quantized.
	 */
	parity(faces?: number, call?: CallOptions): Promise<Parity | undefined>;
	/** Gives the device back; the networks stay in the worker, which other runners may share. */
	dispose(): void;
}
