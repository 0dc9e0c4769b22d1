/** The module that Emscripten writes beside this file. Bindings: cpp/bindings/frechet.cpp. */

export interface CoreStatistics {
	delete(): void;
	/** NaN for fewer than two faces. */
	distance(features: Float32Array, faces: number): number;
}

export interface FrechetCore {
	openStatistics(file: Uint8Array): CoreStatistics | string;
}

export default function createFrechet(module?: {
	wasmBinary?: ArrayBuffer | Uint8Array;
}): Promise<FrechetCore>;
