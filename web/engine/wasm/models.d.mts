/** The module that Emscripten writes beside this file. Bindings: cpp/bindings. */
import type { Judgement, Layer, Network, PackedWeights, Plan, Reconstruction } from '../model-types';
import type { TensorError } from '../tensor-types';
import type { CoreMethod } from './tensors.mjs';

interface Handle {
	delete(): void;
}

/** A method, or `float16` for weights as the file has them. */
export type CoreChoice = CoreMethod | 'float16';

export interface CoreReport {
	layers: { name: string; error: TensorError; bytes: number; effectiveBits: number; parameters: number }[];
	bytes: { before: number; after: number };
	effectiveBits: number;
	sqnrDb: number;
	seconds: number;
}

/** What each layer costs at each number of bits, measured step by step. */
export interface CoreCosts extends Handle {
	readonly steps: number;
	readonly done: number;
	/** How many are done. */
	step(): number | string;
	/** What is wrong with a budget. */
	refused(budgetBytes: number): string | undefined;
	/** After the last step: bits by the layer's name. */
	allocate(budgetBytes: number): Record<string, number> | string;
}

/** Arrays are copies, unless it says so. */
export interface CoreNetwork extends Handle {
	readonly kind: 'autoencoder' | 'diffusion' | 'judge';
	readonly parameters: number;
	attributes(): Network['attributes'];
	layers(): Layer[];
	plans(): Partial<Record<'encode' | 'decode' | 'velocity' | 'judge', Plan>>;
	quantize(all: CoreChoice, layers: Record<string, CoreChoice>): CoreReport | string;
	/** Bits for each layer. */
	costs(method: CoreMethod): CoreCosts | string;
	packed(layer: string): PackedWeights | undefined;
	/** A view. */
	parameter(name: string): Float32Array | undefined;
}

export interface CoreSampling extends Handle {
	readonly done: number;
	readonly steps: number;
	step(): void;
	latents(): Float32Array<ArrayBuffer>;
	predicted(): Float32Array<ArrayBuffer>;
}

/** Arrays are copies. Pictures and latents are of whole faces, networks of the kind that is asked. */
export interface Models {
	openNetwork(file: Uint8Array): CoreNetwork | string;
	startSampling(
		diffusion: CoreNetwork,
		options: { labels: Int32Array; faces: number; steps: number; guidance: number; seed: number }
	): CoreSampling | string;
	decode(autoencoder: CoreNetwork, latents: Float32Array): Uint8Array<ArrayBuffer>;
	reconstruct(
		autoencoder: CoreNetwork,
		rgba: Uint8Array
	): Omit<Reconstruction, 'rgba' | 'errors' | 'latentPictures'> & {
		rgba: Uint8Array<ArrayBuffer>;
		latentPictures: Uint8Array<ArrayBuffer>;
		errors: Uint8Array<ArrayBuffer>;
	};
	judge(
		judge: CoreNetwork,
		rgba: Uint8Array,
		labels: Int32Array
	): Omit<Judgement, 'frechet'> & { features: Float32Array<ArrayBuffer> };
	/** Views of the colour maps, 256 × 3. */
	heatMap(): Uint8Array;
	signedMap(): Uint8Array;
	times(steps: number): Float32Array<ArrayBuffer>;
}

export default function createModels(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Models>;
