/** Who draws faces and judges them: WebGPU or the core, which widgets need not know. */
import type { Judgement, LayerOptions, MeasuringOptions } from '$engine/model-types';
import type { CallOptions } from '$engine/types';
import type { FaceRunner, FacesOptions } from '$gpu/face-types';

export type DiffusionName = NonNullable<FacesOptions['diffusion']>;

export type Painter = Pick<FaceRunner, 'networks' | 'status' | 'sample' | 'quantize' | 'parity' | 'dispose'>;

export interface Studio {
	/** A painter with weights of its own. */
	painter(file: DiffusionName): Promise<Painter>;
	judge(rgba: Uint8ClampedArray, labels: Int32Array, call?: CallOptions): Promise<Judgement>;
	/** Bits for each layer, as options, that keep a painter's diffusion model within so many bytes. */
	allocate(
		painter: Painter,
		options: Exclude<LayerOptions, 'float16'>,
		budgetBytes: number,
		call?: MeasuringOptions
	): Promise<Record<string, LayerOptions>>;
	/** Gives back every network that was opened; the painters are to be disposed of before. */
	close(): void;
}

/** Fetched when a figure comes near the screen. */
export async function openStudio(): Promise<Studio> {
	const [{ getModelEngine }, { createFaces }] = await Promise.all([
		import('$engine/model-client'),
		import('$gpu/faces')
	]);
	const engine = getModelEngine();
	let judge: Promise<number> | undefined;
	const opened: number[] = [];
	return {
		async painter(file) {
			const painter = await createFaces(engine, { diffusion: file });
			opened.push(painter.networks.diffusion.handle, painter.networks.autoencoder.handle);
			return painter;
		},
		async judge(rgba, labels, call) {
			judge ??= engine.open('judge').then(({ handle }) => {
				opened.push(handle);
				return handle;
			});
			// Tried again with the next faces.
			judge.catch(() => (judge = undefined));
			return engine.judge(await judge, rgba, labels, call);
		},
		allocate: ({ networks }, options, budgetBytes, call) =>
			engine.allocate(networks.diffusion.handle, options, budgetBytes, call),
		close: () => opened.splice(0).forEach((handle) => engine.release(handle))
	};
}
