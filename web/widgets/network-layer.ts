/** Two layers for the figures that need one: a real one, and one large enough to be slow. Rows are outputs. */
import { getLayerEngine } from '$engine/layer-client';
import { fetchNetwork, layer } from './tensors/open-network';
import { once } from './once';

/** 64 outputs of 128 inputs, from the network that comes with the site: a kernel of one pixel is a linear layer. */
export const networkLayer = once(async () => {
	const engine = getLayerEngine();
	const { file, listing } = await fetchNetwork();
	const { handle } = await engine.openListed(file, listing);
	const kernel = await engine.openTensor(handle, layer.name);
	const weights = await engine.transpose(kernel.handle);
	engine.release(kernel.handle);
	return weights;
});

/** 1,024 outputs of 1,024 inputs, normal: too much for a processor’s nearest memory. */
export const randomLayer = once(() => getLayerEngine().randomTensor([1024, 1024], { seed: 1 }));
