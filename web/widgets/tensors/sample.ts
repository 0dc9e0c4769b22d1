/**
 * A tensor that is small enough to read: 8 × 8 weights of the network's UPN2/kernel, from its middle tap's first inputs
 * (rows) and outputs (columns), rounded to hundredths so that each number on screen is the whole number.
 */
export const sample = {
	name: 'UPN2/kernel, first 8 × 8',
	shape: [8, 8],
	// prettier-ignore
	hundredths: [
		-10, -2, 12, 1, -6, -6, -12, 6,
		4, -4, 2, 4, 2, 9, -1, 0,
		-3, 2, 4, 0, 2, 2, 2, -5,
		5, 0, -1, 1, -3, 7, 1, -1,
		-2, 1, 1, 5, 2, -8, 2, 4,
		15, 8, 24, 11, 7, 1, 5, 15,
		-4, -3, -5, -5, -6, -3, -1, -3,
		7, -1, -7, 8, 5, 10, -2, -2
	]
} as const;

export const sampleValues = (): Float32Array<ArrayBuffer> =>
	Float32Array.from(sample.hundredths, (hundredths) => hundredths / 100);
