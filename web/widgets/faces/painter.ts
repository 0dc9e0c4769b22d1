/** Who draws faces and judges them: WebGPU or the core, which widgets need not know. */
import type { Judgement, LayerOptions, NetworkName } from '$engine/model-types';
import type { CallOptions } from '$engine/types';
import type { FaceRunner } from '../../gpu/faces';

export type Painter = Pick<FaceRunner, 'networks' | 'status' | 'sample' | 'quantize' | 'parity' | 'dispose'>;

export interface Studio {
	/** A painter with weights of its own. */
	painter(file: NetworkName, signal?: AbortSignal): Promise<Painter>;
	judge(rgba: Uint8ClampedArray, labels: Int32Array, call?: CallOptions): Promise<Judgement>;
	/** Bits for each layer, as options, that keep a painter's diffusion model within so many bytes. */
	allocate(
		painter: Painter,
		options: Exclude<LayerOptions, 'float16'>,
		budgetBytes: number,
		call?: CallOptions
	): Promise<Record<string, LayerOptions>>;
}

/** Fetched when a figure comes near the screen. */
export async function openStudio(): Promise<Studio> {
	const [{ getModelEngine }, { createFaces }] = await Promise.all([
		import('$engine/model-client'),
		import('../../gpu/faces')
	]);
	const engine = getModelEngine();
	return {
		painter: (file, signal) =>
			createFaces(engine, { diffusion: file as 'diffusion', ...(signal && { signal }) }),
		async judge(rgba, labels, call) {
			const { handle } = await engine.open('judge');
			return engine.judge(handle, rgba, labels, call);
		},
		allocate: ({ networks }, options, budgetBytes, call) =>
			engine.allocate(networks.diffusion.handle, options, budgetBytes, call)
	};
}
