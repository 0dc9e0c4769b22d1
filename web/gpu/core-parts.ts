/**
 * For tests: the core's own layers, put together as any plan, with weights held in any way. The module is built by
 * `npm test`, or by `cmake --build --preset wasm --target model_parts`; the site never sees it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PackedWeights, Plan } from '../engine/model-types';
import type { TensorOptions } from '../engine/tensor-types';

export type CoreParameters = Record<string, { shape: number[]; values: Float32Array }>;

export interface CoreNetwork {
	/** An error, or nothing. Without options: as the parameters are, in float32. */
	quantize(options?: TensorOptions): string | undefined;
	/** A layer's, by its name without `.weight`. */
	packed(layer: string): PackedWeights;
	/** The plan's output, face by face. */
	run(input: Float32Array, faces: number, time: Float32Array, labels: Int32Array): Float32Array;
	delete(): void;
}

export interface CoreUpdate {
	guidance: number;
	/** Steps before this one. */
	done: number;
	steps: number;
	state: Float32Array;
	mean: Float32Array;
	scale: Float32Array;
}

export interface CoreParts {
	networkOf(plan: Plan, parameters: CoreParameters): CoreNetwork;
	/** faces × numbers of a latent. */
	noise(seed: number, faces: number): Float32Array;
	/** The state after a step of the sampler, its latents, and those that it would end in; `free` may be empty. */
	updated(
		asked: Float32Array,
		free: Float32Array,
		update: CoreUpdate
	): [Float32Array, Float32Array, Float32Array];
}

export async function coreParts(): Promise<CoreParts> {
	const module = join(import.meta.dirname, '../../build/wasm/tests/model_parts.mjs');
	if (!existsSync(module)) {
		throw new Error('the core’s parts are not built: cmake --build --preset wasm --target model_parts');
	}
	const { default: create } = (await import(/* @vite-ignore */ pathToFileURL(module).href)) as {
		default: (options: { wasmBinary: Uint8Array }) => Promise<CoreParts>;
	};
	return create({ wasmBinary: readFileSync(module.replace(/mjs$/, 'wasm')) });
}
