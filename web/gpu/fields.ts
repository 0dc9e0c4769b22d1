/**
 * What kernels read as numbers by name: the fields are listed here alone, and both the WGSL struct and the words that
 * TypeScript writes come from the list.
 */
type Kind = 'u32' | 'f32';
type Fields = Readonly<Record<string, Kind>>;

/** A layer's weights, at the head of its buffer; offsets are in words from the buffer's start. See weights.ts. */
export const weightFields = {
	encoding: 'u32',
	/** Outputs. */
	rows: 'u32',
	/** Inputs · kernel height · kernel width. */
	columns: 'u32',
	bits: 'u32',
	codesPerWord: 'u32',
	wordsPerRow: 'u32',
	groupSize: 'u32',
	groupsPerRow: 'u32',
	codes: 'u32',
	scales: 'u32',
	zeroPoints: 'u32',
	table: 'u32',
	tableSize: 'u32',
	/** Entries from one slice's table to the next; 0 where all share one. */
	tableStride: 'u32',
	bias: 'u32',
	position: 'u32'
} as const satisfies Fields;

/** Of every step of a plan; one dispatch has one of them, at its own offset of the one uniform buffer. */
export const stepFields = {
	/** Rows of numbers that are written, a row for each face (and pass, or time). */
	rows: 'u32',
	/** An operand with fewer rows repeats them. */
	inputRows: 'u32',
	residualRows: 'u32',
	/** Of the output; for convolutions of the input, too. */
	channels: 'u32',
	height: 'u32',
	width: 'u32',
	/** Of `flags`. */
	flags: 'u32',
	groups: 'u32',
	epsilon: 'f32',
	/** The row of the first face's FiLM: a step's time picks it. */
	filmFirst: 'u32',
	/** Different labels that are asked for. */
	labelRows: 'u32',
	tables: 'u32'
} as const satisfies Fields;

export const samplerFields = {
	faces: 'u32',
	/** 2 where the network ran once as asked and once asked nothing. */
	passes: 'u32',
	guidance: 'f32',
	/** 1 / steps. */
	stepSize: 'f32',
	/** Time that is left after this step. */
	timeLeft: 'f32'
} as const satisfies Fields;

export const noiseFields = {
	faces: 'u32',
	/** Of the first face: 64 bits in two words. */
	seedLow: 'u32',
	seedHigh: 'u32'
} as const satisfies Fields;

export const flags = {
	SILU: 1,
	RESIDUAL: 2,
	/** The output is wanted as it is … */
	RAW: 4,
	/** … and as SiLU of it, for those that read it so. */
	ACTIVATED: 8,
	/** FiLM's row is looked up by the face's labels. */
	LABELS: 16,
	FILM: 32
} as const;

/** Where a layer has no bias or position. */
export const absent = 0xffffffff;

/** `table` is one codebook for all, `tables` one for each slice. */
export const encodings = { float32: 0, float16: 1, linear: 2, table: 3, tables: 4 } as const;

/** A multiple of every adapter's minUniformBufferOffsetAlignment that a specification allows. */
export const uniformStride = 256;

export const struct = (name: string, fields: Fields) =>
	`struct ${name} {\n${Object.entries(fields)
		.map(([field, kind]) => `\t${field}: ${kind},\n`)
		.join('')}}\n`;

/** A function that reads the struct from an array of words. */
const reader = (name: string, fields: Fields) =>
	`fn read${name}(first: u32) -> ${name} {\n\treturn ${name}(${Object.keys(fields)
		.map((_, i) => `layer[first + ${i}u]`)
		.join(', ')});\n}\n`;

const named = (prefix: string, values: Readonly<Record<string, number>>) =>
	Object.entries(values)
		.map(([name, value]) => `const ${prefix}${name.toUpperCase()} = ${value}u;\n`)
		.join('');

/** Opens every kernel that reads weights. */
export const weightsSource =
	struct('Weights', weightFields) + named('ENCODING_', encodings) + `const ABSENT = ${absent}u;\n`;
export const weightsReader = reader('Weights', weightFields);
/** Opens every kernel of a plan's steps. */
export const stepSource = struct('Step', stepFields) + named('FLAG_', flags);
export const noiseSource = struct('Noise', noiseFields);
export const samplerSource = struct('Sampler', samplerFields);

/** Writes the fields to words from `first` on. */
export function writeFields<F extends Fields>(
	words: Uint32Array,
	first: number,
	fields: F,
	values: Readonly<Record<keyof F, number>>
): void {
	const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
	Object.entries(fields).forEach(([field, kind], i) => {
		(kind === 'f32' ? floats : words)[first + i] = values[field as keyof F];
	});
}
