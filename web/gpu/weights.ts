/** A layer's weights, bias and position as one buffer that the kernels read: a head of `weightFields`, then the words. */
import type { PackedWeights } from '../engine/model-types';
import type { Gpu } from './device';
import { absent, encodings, weightFields, writeFields } from './fields';
import type { Encoding } from './kernels';

export interface LayerWeights {
	encoding: Encoding;
	/** Of its codes, where they can be multiplied as the integers that they are; else 0. */
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

/** One layer's words, with offsets as they are from `origin` on in the buffer. */
function layerWords({ packed, bias, position }: LayerParts, origin = 0): Uint32Array {
	const pieces: Uint32Array[] = [];
	let end = headWords;
	const place = (piece?: Uint32Array) => {
		if (!piece?.length) return absent;
		const first = end;
		pieces.push(piece);
		end += piece.length;
		return origin + first;
	};
	// every weight's slice is number 0 where there is one scale
	const one = packed.scales.length <= 1;
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
		encoding: encodings[packed.encoding],
		rows: packed.rows,
		columns: packed.columns,
		bits: packed.bits,
		codesPerWord: Math.floor(32 / packed.bits),
		wordsPerRow: packed.wordsPerRow,
		groupSize: one ? packed.rows * packed.columns : packed.groupSize,
		groupsPerRow: one ? 0 : Math.ceil(packed.columns / packed.groupSize),
		flat: one || packed.flat ? 1 : 0,
		tableStride: packed.tables > 1 ? packed.tableSize : 0
	});
	let at = headWords;
	for (const piece of pieces) {
		words.set(piece, at);
		at += piece.length;
	}
	return words;
}

/** As the kernel of dot products wants them: whole codes in a byte, and slices that end where its runs of 32 do. */
export function dotBitsOf({ encoding, bits, columns, scales, groupSize, flat }: PackedWeights): number {
	if (encoding !== 'linear' || ![2, 4, 8].includes(bits)) return 0;
	const fits = scales.length <= 1 || (!flat && (groupSize >= columns || groupSize % 32 === 0));
	return fits ? bits : 0;
}

/** A layer that a convolution or a linear layer multiplies with. Only within `Gpu.allocate`. */
export const layerBuffer = (gpu: Gpu, name: string, parts: LayerParts): LayerWeights => ({
	encoding: parts.packed.encoding,
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
