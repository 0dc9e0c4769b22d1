/** The engine on the main thread, for layers. */
import type { LayerEngine } from './tensor-types';
import { asker } from './worker-calls';

class WorkerLayerEngine implements LayerEngine {
	readonly #ask = asker('layers');

	openListed: LayerEngine['openListed'] = (source, listing) => this.#ask('openListed', [source, listing]);
	openTensor: LayerEngine['openTensor'] = (file, name, call) => this.#ask('openTensor', [file, name], call);
	makeTensor: LayerEngine['makeTensor'] = (shape, values, name) =>
		this.#ask('makeTensor', [shape, values, name]);
	randomTensor: LayerEngine['randomTensor'] = (shape, options) =>
		this.#ask('randomTensor', [shape, options]);
	transpose: LayerEngine['transpose'] = (handle, call) => this.#ask('transpose', [handle], call);
	release: LayerEngine['release'] = (handle) => void this.#ask('release', [handle]);
	roundings: LayerEngine['roundings'] = (handle, bits, seed, call) =>
		this.#ask('roundings', [handle, bits, seed], call);
	layer: LayerEngine['layer'] = (handle, options, call) => this.#ask('layer', [handle, options], call);
}

let engine: LayerEngine | undefined;

/** Call in the browser only. */
export const getLayerEngine = (): LayerEngine => (engine ??= new WorkerLayerEngine());
