import type { Granularity, Method, Mode, TensorOptions } from '$engine/tensor-types';

export interface MethodWords {
	method: Method;
	name: string;
	/** What one weight becomes, in a few words. */
	about: string;
	/** Whether the reader chooses its bits. */
	takesBits?: true;
	/** Whether what shares a scale, or a codebook, is the reader's choice. */
	takesSlices?: true;
}

export const methods: readonly MethodWords[] = [
	{ method: 'float16', name: 'float16', about: 'half precision' },
	{ method: 'bfloat16', name: 'bfloat16', about: 'float32 without its last 16 bits, rounded' },
	{ method: 'fp8_e4m3', name: 'FP8 E4M3', about: '8-bit float, no scale' },
	{ method: 'fp8_e5m2', name: 'FP8 E5M2', about: '8-bit float, no scale' },
	{ method: 'linear', name: 'Linear', about: 'integers times a scale', takesBits: true, takesSlices: true },
	{
		method: 'power_of_two',
		name: 'Powers of two',
		about: 'levels that halve towards 0',
		takesBits: true,
		takesSlices: true
	},
	{
		method: 'kmeans',
		name: 'k-means',
		about: 'indices into a codebook',
		takesBits: true,
		takesSlices: true
	},
	{ method: 'pq', name: 'Product', about: 'one index for part of a row', takesBits: true },
	{ method: 'q8_0', name: 'GGUF Q8_0', about: '8-bit integers, a scale for 32' },
	{ method: 'mxfp8', name: 'MXFP8 E4M3', about: '8-bit floats, a scale for 32' },
	{ method: 'mxfp8_e5m2', name: 'MXFP8 E5M2', about: 'the same with more range' },
	{ method: 'q4_0', name: 'GGUF Q4_0', about: '4-bit integers, a scale for 32' },
	{ method: 'nf4', name: 'NF4', about: '16 levels of a bell curve, a scale for 64' },
	{ method: 'mxfp4', name: 'MXFP4', about: '4-bit floats, a scale for 32' },
	{ method: 'fp4', name: 'FP4', about: '4-bit float, no scale' }
];

export const wordsOf = (method: Method): MethodWords => methods.find((words) => words.method === method)!;

export interface Dials {
	bits: number;
	/** Of linear quantization. */
	mode: Mode;
	granularity: Granularity;
	groupSize: number;
}

/** Channels are a layer's outputs: its weights' last axis. */
export function optionsFor(method: Method, dials: Dials, shape: readonly number[]): TensorOptions {
	const { takesBits, takesSlices } = wordsOf(method);
	const { bits, mode, granularity, groupSize } = dials;
	return {
		method,
		...(takesBits && { bits }),
		...(method === 'linear' && { mode }),
		...(takesSlices && { granularity }),
		...(takesSlices && granularity === 'channel' && { axis: Math.max(0, shape.length - 1) }),
		...(takesSlices && granularity === 'group' && { groupSize })
	};
}
