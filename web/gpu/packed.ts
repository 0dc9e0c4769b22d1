/** For tests: weights as the core packs them, and layers computed plainly in double precision. */
import type { PackedWeights } from '../engine/model-types';

/** Numbers in −1 … 1, the same for the same seed. */
export function random(seed: number): () => number {
	let state = (seed * 2654435761 + 12345) >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	};
}

export const randoms = (count: number, seed: number): Float32Array<ArrayBuffer> => {
	const next = random(seed);
	return Float32Array.from({ length: count }, next);
};

export interface Packing {
	encoding: PackedWeights['encoding'];
	bits?: number;
	/** Weights of a slice; all where it is left out. */
	groupSize?: number;
	flat?: boolean;
	zeroPoints?: boolean;
	tableSize?: number;
	/** A table for each slice. */
	manyTables?: boolean;
}

function float16(value: number): number {
	const [bits] = new Uint32Array(new Float32Array([value]).buffer);
	const exponent = ((bits! >>> 23) & 255) - 112;
	// values of tests are normal numbers of float16
	return ((bits! >>> 16) & 0x8000) | (exponent << 10) | ((bits! >>> 13) & 1023);
}

/** Random weights in an encoding: whatever codes, as long as every field of them is used. */
export function packedWeights(rows: number, columns: number, packing: Packing, seed = 1): PackedWeights {
	const { encoding, flat = false } = packing;
	const float = encoding === 'float32' || encoding === 'float16';
	const bits = encoding === 'float32' ? 32 : encoding === 'float16' ? 16 : packing.bits!;
	const perWord = Math.floor(32 / bits);
	const wordsPerRow = Math.ceil(columns / perWord);
	const groupSize = packing.groupSize ?? rows * columns;
	const slices =
		packing.groupSize === undefined
			? 1
			: flat
				? Math.ceil((rows * columns) / groupSize)
				: rows * Math.ceil(columns / groupSize);
	const tableSize = encoding === 'table' ? (packing.tableSize ?? 2 ** bits) : 0;
	const tables = encoding === 'table' ? (packing.manyTables ? slices : 1) : 0;
	const next = random(seed);
	const codes = new Uint32Array(rows * wordsPerRow);
	const code = () => {
		// away from float16's subnormals
		const value = next() < 0 ? -0.25 - Math.abs(next()) : 0.25 + Math.abs(next());
		if (encoding === 'float32') return new Uint32Array(new Float32Array([value]).buffer)[0]!;
		if (encoding === 'float16') return float16(value);
		return Math.floor(((next() + 1) / 2) * (tableSize || 2 ** bits));
	};
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const word = row * wordsPerRow + Math.floor(column / perWord);
			codes[word]! |= code() << ((column % perWord) * bits);
		}
	}
	const values = (count: number, make: () => number) => Float32Array.from({ length: count }, make);
	return {
		...{ encoding, rows, columns, bits, wordsPerRow, codes, groupSize, flat, tableSize, tables },
		scales: values(
			float ? 0 : slices,
			() => (0.5 + Math.abs(next())) / 2 ** (encoding === 'linear' ? bits : 0)
		),
		zeroPoints: values(encoding === 'linear' ? slices : 0, () =>
			packing.zeroPoints ? Math.floor(((next() + 1) / 2) * 2 ** bits) : 2 ** (bits - 1)
		),
		table: values(tables * tableSize, next)
	};
}

/** rows × columns, by the words of PackedWeights. */
export function unpacked(packed: PackedWeights): Float64Array {
	const { rows, columns, bits, wordsPerRow, groupSize, flat } = packed;
	const perWord = Math.floor(32 / bits);
	const word = new Uint32Array(1);
	return Float64Array.from({ length: rows * columns }, (_, i) => {
		const row = Math.floor(i / columns);
		const column = i % columns;
		const shifted =
			packed.codes[row * wordsPerRow + Math.floor(column / perWord)]! >>> ((column % perWord) * bits);
		const code = bits === 32 ? shifted : shifted & (2 ** bits - 1);
		word[0] = code;
		if (packed.encoding === 'float32') return new Float32Array(word.buffer)[0]!;
		if (packed.encoding === 'float16') {
			return (code & 0x8000 ? -1 : 1) * (1 + (code & 1023) / 1024) * 2 ** (((code >> 10) & 31) - 15);
		}
		const s =
			packed.scales.length === 1
				? 0
				: flat
					? Math.floor(i / groupSize)
					: row * Math.ceil(columns / groupSize) + Math.floor(column / groupSize);
		const scale = packed.scales[s]!;
		if (packed.encoding === 'linear') return scale * (code - packed.zeroPoints[s]!);
		return scale * packed.table[(packed.tables > 1 ? s : 0) * packed.tableSize + code]!;
	});
}

export const silu = (x: number) => x / (1 + Math.exp(-x));

/** Of faces × channels × height × width, with a border of zeros. */
export function convolved(
	input: Float32Array,
	weights: Float64Array,
	shape: { faces: number; inputs: number; outputs: number; height: number; width: number; kernel: 1 | 3 }
): Float64Array {
	const { faces, inputs, outputs, height, width, kernel } = shape;
	const reach = (kernel - 1) / 2;
	const output = new Float64Array(faces * outputs * height * width);
	let at = 0;
	for (let face = 0; face < faces; face++)
		for (let o = 0; o < outputs; o++)
			for (let y = 0; y < height; y++)
				for (let x = 0; x < width; x++, at++)
					for (let c = 0; c < inputs; c++)
						for (let dy = -reach; dy <= reach; dy++)
							for (let dx = -reach; dx <= reach; dx++) {
								if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
								const w = ((o * inputs + c) * kernel + dy + reach) * kernel + dx + reach;
								const from = ((face * inputs + c) * height + y + dy) * width + x + dx;
								output[at]! += weights[w]! * input[from]!;
							}
	return output;
}

/** |difference| over |expected|, as norms over all numbers. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
	let off = 0;
	let all = 0;
	for (let i = 0; i < expected.length; i++) {
		off += (found[i]! - expected[i]!) ** 2;
		all += expected[i]! ** 2;
	}
	return Math.sqrt(off / all);
}
