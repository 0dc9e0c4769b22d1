/** An engine for tests, of two formats: integers of four bits, and quarters in 16 bits that stand for float16. */
import type { NumberFormat, NumberFormatName, NumberReading, TensorEngine } from '$engine/tensor-types';

export const int4: NumberFormat = {
	name: 'int4',
	bits: 4,
	signBits: 0,
	exponentBits: 0,
	mantissaBits: 4,
	bias: 0,
	hasInfinity: false,
	hasNan: false,
	max: 7,
	min: -8,
	minNormal: 1,
	minSubnormal: 1
};

export const float16: NumberFormat = {
	name: 'float16',
	bits: 16,
	signBits: 1,
	exponentBits: 5,
	mantissaBits: 10,
	bias: 15,
	hasInfinity: true,
	hasNan: true,
	max: 65504,
	min: -65504,
	minNormal: 2 ** -14,
	minSubnormal: 2 ** -24
};

export function reading(format: NumberFormatName, of: { bits: number } | { value: number }): NumberReading {
	const step = format === 'int4' ? 1 : 0.25;
	const half = format === 'int4' ? 8 : 2 ** 15;
	const limit = (n: number) => Math.min(half - 1, Math.max(-half, n));
	const n =
		'bits' in of ? (of.bits >= half ? of.bits - 2 * half : of.bits) : limit(Math.round(of.value / step));
	const value = n * step;
	return {
		format,
		bits: n < 0 ? n + 2 * half : n,
		value,
		kind: format === 'int4' ? 'integer' : 'normal',
		sign: 0,
		exponent: 0,
		mantissa: 0,
		below: value - step,
		above: value + step,
		spacing: step,
		...('value' in of && { asked: of.value, error: value - of.value })
	};
}

export function fakeEngine() {
	const asked: string[] = [];
	const engine: Pick<TensorEngine, 'formats' | 'number' | 'representable'> = {
		formats: async () => [float16, int4],
		number: async (format, of) => {
			asked.push(`${format} ${JSON.stringify(of)}`);
			return reading(format, of);
		},
		representable: async (_format, min, max) => ({
			values: Float32Array.of(min, max),
			total: 2
		})
	};
	return { engine, asked };
}
