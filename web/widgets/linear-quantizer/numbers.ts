/** Numbers as a reader types them: a row of the matrix on each line, apart by spaces, commas or semicolons. */
export interface TypedMatrix {
	shape: [number, number];
	values: Float32Array<ArrayBuffer>;
}

export const valuesAtMost = 1024;

/** The matrix, or what is wrong with the text in one line. */
export function parseMatrix(text: string): TypedMatrix | string {
	const lines = text
		.replaceAll('\u2212', '-')
		.split('\n')
		.map((line) => line.split(/[\s,;[\]]+/).filter(Boolean))
		.filter(({ length }) => length);
	const [first] = lines;
	if (!first) return 'There is no number in that text.';
	const count = lines.reduce((sum, { length }) => sum + length, 0);
	if (count > valuesAtMost)
		return `That is ${count} numbers; the figure shows at most ${valuesAtMost}. The figure further down takes whole files.`;
	const values = new Float32Array(count);
	let at = 0;
	for (const [row, words] of lines.entries()) {
		if (words.length !== first.length)
			return `Line ${row + 1} has ${numbers(words.length)}, line 1 has ${numbers(first.length)}: each line is a row of one matrix.`;
		for (const word of words) {
			const value = Math.fround(Number(word));
			if (Number.isNaN(value)) return `“${word}” in line ${row + 1} is not a number.`;
			if (!Number.isFinite(value)) return `${word} in line ${row + 1} is too large for float32.`;
			values[at++] = value;
		}
	}
	return { shape: [lines.length, first.length], values };
}

const numbers = (count: number) => (count === 1 ? '1 number' : `${count} numbers`);
