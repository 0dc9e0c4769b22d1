/** The module that Emscripten writes beside this file. Bindings: cpp/bindings. */
import type {
	ClipCurve,
	CodedTensor,
	RateBounds,
	RatePoint,
	TensorError
} from '../tensor-types';

interface Handle {
	delete(): void;
}

/** Arrays are copies. */
export interface CoreHistogram {
	min: number;
	max: number;
	counts: Uint32Array<ArrayBuffer>;
	below: number;
	above: number;
}

/** As MethodArguments in cpp/roundoff/compress/method.h; one that is undefined was not given. */
export interface CoreMethod {
	method: string;
	bits?: number | undefined;
	mode?: string | undefined;
	granularity?: string | undefined;
	axis?: number | undefined;
	groupSize?: number | undefined;
	subspaces?: number | undefined;
	range?: string | undefined;
	rounding?: string | undefined;
	seed?: number | undefined;
}

/** Arrays are views into the module's memory, valid until the next call, so copy them at once; unless it says so. */
export interface CoreCompressed extends Handle {
	readonly bits: number;
	readonly bytes: number;
	readonly effectiveBits: number;
	readonly seconds: number;
	error(): TensorError;
	scales(): Float32Array;
	zeroPoints(): Int8Array;
	ranges(): Float32Array;
	integerRange(): { min: number; max: number } | undefined;
	centroids(): Float32Array;
	values(): Float32Array;
	integers(): Int8Array | Uint8Array | Uint16Array;
	integersShape(): number[];
	errors(): Float32Array;
	/** Copies. */
	errorHistogram(bins: number): CoreHistogram;
	integerCounts(): { min: number; counts: Uint32Array<ArrayBuffer> };
	pictures(
		valueScale: number | undefined,
		errorScale: number | undefined,
		wantBefore: boolean,
		wantIntegers: boolean,
		wantAfter: boolean,
		wantError: boolean
	): {
		before: Uint8Array;
		integers: Uint8Array;
		after: Uint8Array;
		error: Uint8Array;
		valueScale: number;
		errorScale: number;
	};
	valuesNpy(): Uint8Array;
	integersNpy(): Uint8Array;
}

/** As [r, g, b]. */
export interface CoreOddColors {
	nan: [number, number, number];
	infinity: [number, number, number];
	negativeInfinity: [number, number, number];
}

export interface CoreTensor extends Handle {
	readonly name: string;
	readonly count: number;
	readonly columns: number;
	shape(): number[];
	scan(): { min: number; max: number; nan: number; infinite: number };
	/** A view. */
	values(): Float32Array;
	/** False where there is no such index. */
	set(index: number, value: number): boolean;
	/** As a matrix of rows of its last axis. */
	transpose(): CoreTensor;
	histogram(bins: number, min?: number, max?: number): CoreHistogram;
}

/** What the modules of tensors have in common. */
export interface TensorMaker {
	makeTensor(shape: number[], values: Float32Array, name: string): CoreTensor | string;
	randomTensor(
		shape: number[],
		count: number,
		seed: number,
		outliers: number,
		outlierScale: number
	): CoreTensor | string;
}

export interface Tensors extends TensorMaker {
	compress(tensor: CoreTensor, method: CoreMethod): CoreCompressed | string;
	/** Copies, as all that follow. Only of linear quantization. */
	clipCurve(tensor: CoreTensor, method: CoreMethod, points: number): ClipCurve | string;
	rateCurve(tensor: CoreTensor, quantizer: string): RatePoint[] | string;
	rateBounds(tensor: CoreTensor): RateBounds | string;
	coded(tensor: CoreTensor, quantizer: string, bits: number, step: number): CodedTensor | string;
	picture(tensor: CoreTensor, scale: number): Uint8Array<ArrayBuffer>;
	heatOdd(): CoreOddColors;
	signedOdd(): CoreOddColors;
	/** Views. */
	heatMap(): Uint8Array;
	signedMap(): Uint8Array;
}

export default function createTensors(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Tensors>;
