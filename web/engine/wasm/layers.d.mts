/** The module that Emscripten writes beside this file. Bindings: cpp/bindings/layer.cpp. */
import type { LayerRunOptions, LayerResult, RoundingRow } from '../tensor-types';
import type { CoreTensor, TensorMaker } from './tensors.mjs';

export interface Layers extends TensorMaker {
	/** Copies, as what follows. */
	roundings(tensor: CoreTensor, bits: number, seed: number): RoundingRow[] | string;
	layer(tensor: CoreTensor, options: Required<LayerRunOptions>): LayerResult | string;
}

export default function createLayers(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Layers>;
