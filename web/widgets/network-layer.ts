/** Two layers for the figures that need one: a real one, and one large enough to be slow. Rows are outputs. */
import { getTensorEngine } from '$engine/tensor-client';
import type { Tensor, TensorEngine } from '$engine/tensor-types';
import { networkUrl } from './tensors/network';

/** Of shape 1 × 1 × inputs × outputs, as the network has it. */
export const layerName = 'GFF_1/kernel';

/** A kernel of one pixel is a linear layer; its weights with outputs as rows. */
export async function linearLayer(
	engine: Pick<TensorEngine, 'openFile' | 'closeFile' | 'openTensor' | 'values' | 'makeTensor' | 'release'>,
	network: Blob
): Promise<Tensor> {
	const file = await engine.openFile(network);
	const kernel = await engine.openTensor(file.handle, layerName);
	engine.closeFile(file.handle);
	const { rows: inputs, columns: outputs } = kernel;
	const values = await engine.values(kernel.handle);
	engine.release(kernel.handle);
	const weights = values.map((_, i) => values[(i % inputs) * outputs + Math.floor(i / inputs)]!);
	return engine.makeTensor([outputs, inputs], weights, layerName);
}

/** Made once for the page; a failure is not kept. */
function once(make: () => Promise<Tensor>): () => Promise<Tensor> {
	let made: Promise<Tensor> | undefined;
	return () =>
		(made ??= make().catch((error: unknown) => {
			made = undefined;
			throw error;
		}));
}

/** 64 outputs of 128 inputs, from the network that comes with the site. */
export const networkLayer = once(async () => {
	const response = await fetch(networkUrl()).catch(() => undefined);
	if (!response?.ok) throw new Error('the network’s weights could not be fetched; try to reload the page');
	return linearLayer(getTensorEngine(), await response.blob());
});

/** 1,024 outputs of 1,024 inputs, normal: too much for a processor’s nearest memory. */
export const randomLayer = once(() => getTensorEngine().randomTensor([1024, 1024], { seed: 1 }));
