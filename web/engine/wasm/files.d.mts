/** The module that Emscripten writes beside this file. Bindings: cpp/bindings/file.cpp. */
import type { TensorEntry, TensorFile } from '../tensor-types';

export interface CoreTensorFile {
	readonly format: TensorFile['format'];
	tensors(): TensorEntry[];
	/** Of the tensor at a place in the list; a view into the module's memory, valid until they are freed. */
	values(index: number): Float32Array | string;
	freeValues(): void;
	delete(): void;
}

export interface Files {
	openFile(file: Uint8Array): CoreTensorFile | string;
}

export default function createFiles(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Files>;
