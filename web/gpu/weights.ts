/** A layer's weights, bias and position as one buffer that the kernels read: a head of `weightFields`, then the words. */
import type { PackedWeights } from '../engine/model-types';
import type { Gpu } from './device';
import { absent, encodings, weightFields, writeFields } from './fields';
import type { Encoding } from './kernels';

export interface LayerWeights {
	encoding: Encoding;
	/** Of a code. */
	bits: number;
	/** The same where codes can be multiplied as the integers that they are; else 0. */
	dotBits: number;
	buffer: GPUBuffer;
}

export interface LayerParts {
	packed: PackedWeights;
	/** One for each output. */
	bias?: Float32Array;
	/** Added to the output: channels × height × width. */
	position?: Float32Array;
}

const headWords = Object.keys(weightFields).length;

const bitsOf = (values: Float32Array) => new Uint32Array(values.buffer, values.byteOffset, values.length);

export const encodingOf = ({ encoding, tables }: PackedWeights): Encoding =>
	encoding === 'table' && tables > 1 ? 'tables' : encoding;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** Every row with slices of its own, all rows alike; groups that run over rows fall apart where they must. */
function sliced(packed: PackedWeights): Omit<PackedWeights, 'flat'> & { groupsPerRow: number } {
	const { rows, columns, scales, zeroPoints, groupSize, flat } = packed;
	if (scales.length <= 1) return { ...packed, groupSize: rows * columns, groupsPerRow: 0 };
	if (!flat) return { ...packed, groupsPerRow: Math.ceil(columns / groupSize) };
	if (packed.tables > 1) throw new Error('codebooks of their own do not run over rows');
	const size = divisor(columns, groupSize);
	const spread = (values: Float32Array) =>
		values.length
			? Float32Array.from(
					{ length: (rows * columns) / size },
					(_, slice) => values[Math.floor((slice * size) / groupSize)]!
				)
			: new Float32Array(0);
	return {
		...{ ...packed, groupSize: size, groupsPerRow: columns / size },
		...{ scales: spread(scales), zeroPoints: spread(zeroPoints) }
	};
}

/** One layer's words, with offsets as they are from `origin` on in the buffer. */
function layerWords({ packed: given, bias, position }: LayerParts, origin = 0): Uint32Array {
	const packed = sliced(given);
	const pieces: Uint32Array[] = [];
	let end = headWords;
	const place = (piece?: Uint32Array) => {
		if (!piece?.length) return absent;
		const first = end;
		pieces.push(piece);
		end += piece.length;
		return origin + first;
	};
	const offsets = {
		codes: place(packed.codes),
		scales: place(bitsOf(packed.scales)),
		zeroPoints: place(bitsOf(packed.zeroPoints)),
		table: place(bitsOf(packed.table)),
		bias: place(bias && bitsOf(bias)),
		position: place(position && bitsOf(position))
	};
	const words = new Uint32Array(end);
	writeFields(words, 0, weightFields, {
		...offsets,
		encoding: encodings[encodingOf(given)],
		rows: packed.rows,
		columns: packed.columns,
		bits: packed.bits,
		codesPerWord: Math.floor(32 / packed.bits),
		wordsPerRow: packed.wordsPerRow,
		groupSize: packed.groupSize,
		groupsPerRow: packed.groupsPerRow,
		tableSize: packed.tableSize,
		tableStride: packed.tables > 1 ? packed.tableSize : 0
	});
	let at = headWords;
	for (const piece of pieces) {
		words.set(piece, at);
		at += piece.length;
	}
	return words;
}

/** Numbers of a row that the kernel of dot products takes at a time. */
export const dotDepth = 32;

/** As that kernel wants them: whole codes in a byte, and slices that end where its runs do. */
export function dotBitsOf(packed: PackedWeights): number {
	const { encoding, bits, columns } = packed;
	if (encoding !== 'linear' || ![2, 4, 8].includes(bits)) return 0;
	const { groupSize } = sliced(packed);
	return groupSize >= columns || groupSize % dotDepth === 0 ? bits : 0;
}

/** A layer that a convolution or a linear layer multiplies with. Only within `Gpu.allocate`. */
export const layerBuffer = (gpu: Gpu, name: string, parts: LayerParts): LayerWeights => ({
	encoding: encodingOf(parts.packed),
	bits: parts.packed.bits,
	dotBits: dotBitsOf(parts.packed),
	buffer: gpu.filled(name, layerWords(parts), GPUBufferUsage.STORAGE)
});

/** Tables of vectors, each with its own encoding; the buffer opens with where each one is. Only within `Gpu.allocate`. */
export function tablesBuffer(gpu: Gpu, name: string, tables: readonly PackedWeights[]): GPUBuffer {
	const layers: Uint32Array[] = [];
	const starts: number[] = [];
	let end = tables.length;
	for (const packed of tables) {
		const words = layerWords({ packed }, end);
		starts.push(end);
		layers.push(words);
		end += words.length;
	}
	const words = new Uint32Array(end);
	words.set(starts);
	layers.forEach((layer, i) => words.set(layer, starts[i]));
	return gpu.filled(name, words, GPUBufferUsage.STORAGE);
}

/** A norm's weights, then its biases. Only within `Gpu.allocate`. */
export function normBuffer(gpu: Gpu, name: string, weight: Float32Array, bias: Float32Array): GPUBuffer {
	const both = new Float32Array(weight.length + bias.length);
	both.set(weight);
	both.set(bias, weight.length);
	return gpu.filled(name, both, GPUBufferUsage.STORAGE);
}
