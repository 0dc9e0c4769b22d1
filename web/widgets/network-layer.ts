/** Two layers for the figures that need one: a real one, and one large enough to be slow. Rows are outputs. */
import { getTensorEngine } from '$engine/tensor-client';
import type { Tensor } from '$engine/tensor-types';
import { openLayer } from './tensors/open-network';

/** Made once for the page; a failure is not kept. */
export function once(make: () => Promise<Tensor>): () => Promise<Tensor> {
	let made: Promise<Tensor> | undefined;
	return () =>
		(made ??= make().catch((error: unknown) => {
			made = undefined;
			throw error;
		}));
}

/** 64 outputs of 128 inputs, from the network that comes with the site: a kernel of one pixel is a linear layer. */
export const networkLayer = once(async () => {
	const engine = getTensorEngine();
	const kernel = await openLayer();
	const weights = await engine.transpose(kernel.handle);
	engine.release(kernel.handle);
	return weights;
});

/** 1,024 outputs of 1,024 inputs, normal: too much for a processor’s nearest memory. */
export const randomLayer = once(() => getTensorEngine().randomTensor([1024, 1024], { seed: 1 }));
