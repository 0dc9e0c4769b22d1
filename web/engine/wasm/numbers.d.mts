/** The module that Emscripten writes beside this file. Bindings: cpp/bindings/number.cpp. */
import type { DotProductErrors, NumberFormat, NumberReading } from '../tensor-types';

export interface Numbers {
	formats(): NumberFormat[];
	readNumber(format: string, bits: number): NumberReading | string;
	nearestNumber(format: string, value: number): number | string;
	/** Copies, as all that follow. */
	representable(
		format: string,
		min: number,
		max: number,
		limit: number
	): { values: Float32Array<ArrayBuffer>; total: number } | string;
	dotProducts(length: number, seeds: number, seed: number, uniform: boolean): DotProductErrors[] | string;
	pack(integers: readonly number[], bits: number): Uint8Array<ArrayBuffer>;
	unpack(bytes: Uint8Array, count: number, bits: number): Int8Array<ArrayBuffer>;
}

export default function createNumbers(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Numbers>;
