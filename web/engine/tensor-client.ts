/** The engine on the main thread, for tensors and numbers. */
import type { TensorEngine } from './tensor-types';
import { asker } from './worker-calls';

export { isAbort } from './queue';

class WorkerTensorEngine implements TensorEngine {
	readonly #ask = asker('tensors');
	readonly #askNumbers = asker('numbers');

	openFile: TensorEngine['openFile'] = (source, signal) => this.#ask('openFile', [source], { signal });
	openListed: TensorEngine['openListed'] = (source, listing) => this.#ask('openListed', [source, listing]);
	closeFile: TensorEngine['closeFile'] = (handle) => void this.#ask('closeFile', [handle]);
	openTensor: TensorEngine['openTensor'] = (file, name, call) =>
		this.#ask('openTensor', [file, name], call);
	makeTensor: TensorEngine['makeTensor'] = (shape, values, name) =>
		this.#ask('makeTensor', [shape, values, name]);
	randomTensor: TensorEngine['randomTensor'] = (shape, options) =>
		this.#ask('randomTensor', [shape, options]);
	transpose: TensorEngine['transpose'] = (handle, call) => this.#ask('transpose', [handle], call);
	picture: TensorEngine['picture'] = (handle, scale, call) => this.#ask('picture', [handle, scale], call);
	values: TensorEngine['values'] = (handle, call) => this.#ask('values', [handle], call);
	release: TensorEngine['release'] = (handle) => void this.#ask('release', [handle]);
	compress: TensorEngine['compress'] = (handle, options, want, call) =>
		this.#ask('compress', [handle, options, want], call);
	compressAll: TensorEngine['compressAll'] = (handle, options, want, changes, call) =>
		this.#ask('compressAll', [handle, options, want, changes], call);
	histogram: TensorEngine['histogram'] = (handle, bins, range, call) =>
		this.#ask('histogram', [handle, bins, range], call);
	clipCurve: TensorEngine['clipCurve'] = (handle, options, points, call) =>
		this.#ask('clipCurve', [handle, options, points], call);
	rateCurve: TensorEngine['rateCurve'] = (handle, quantizer, call) =>
		this.#ask('rateCurve', [handle, quantizer], call);
	rateBounds: TensorEngine['rateBounds'] = (handle, call) => this.#ask('rateBounds', [handle], call);
	coded: TensorEngine['coded'] = (handle, setting, call) => this.#ask('coded', [handle, setting], call);
	npy: TensorEngine['npy'] = (handle, options, what, call) =>
		this.#ask('npy', [handle, options, what], call);

	formats: TensorEngine['formats'] = () => this.#askNumbers('formats', []);
	number: TensorEngine['number'] = (format, of, call) => this.#askNumbers('number', [format, of], call);
	representable: TensorEngine['representable'] = (format, min, max, limit, call) =>
		this.#askNumbers('representable', [format, min, max, limit], call);
	dotProducts: TensorEngine['dotProducts'] = (options, call) =>
		this.#askNumbers('dotProducts', [options], call);
	pack: TensorEngine['pack'] = (integers, bits) => this.#askNumbers('pack', [integers, bits]);
	unpack: TensorEngine['unpack'] = (bytes, count, bits) => this.#askNumbers('unpack', [bytes, count, bits]);
	colorMaps: TensorEngine['colorMaps'] = () => this.#ask('colorMaps', []);
}

let engine: TensorEngine | undefined;

/** Call in the browser only. */
export const getTensorEngine = (): TensorEngine => (engine ??= new WorkerTensorEngine());
