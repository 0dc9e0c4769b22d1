import type { NumberFormat } from '$engine/tensor-types';

export type FieldName = 'sign' | 'exponent' | 'mantissa' | 'integer';

export interface Bit {
	/** 0 is the lowest. */
	place: number;
	field: FieldName;
	/** What it adds to its field where it is set; a sign bit turns instead. */
	worth: string;
}

export interface Field {
	name: FieldName;
	bits: Bit[];
}

const minus = '\u2212';

export const isInteger = ({ exponentBits }: NumberFormat): boolean => exponentBits === 0;

/** The bits of a format from high to low, by field. An integer is one field, and its highest bit counts negatively. */
export function fieldsOf(format: NumberFormat): Field[] {
	const { bits, exponentBits, mantissaBits } = format;
	const field = (
		name: FieldName,
		from: number,
		count: number,
		worth: (above: number) => string
	): Field => ({
		name,
		bits: Array.from({ length: count }, (_, i) => ({ place: from - i, field: name, worth: worth(i) }))
	});
	if (isInteger(format))
		return [field('integer', bits - 1, bits, (i) => `${i ? '' : minus}${2 ** (bits - 1 - i)}`)];
	return [
		field('sign', bits - 1, 1, () => `${minus}1`),
		field('exponent', bits - 2, exponentBits, (i) => String(2 ** (exponentBits - 1 - i))),
		field('mantissa', mantissaBits - 1, mantissaBits, (i) => `1/${2 ** (i + 1)}`)
	];
}

/** Bits are numbers up to 2³² − 1, beyond the signed integers that JavaScript's operators make. */
export const isSet = (bits: number, place: number): boolean => ((bits >>> place) & 1) === 1;
export const flipped = (bits: number, place: number): number => (bits ^ (1 << place)) >>> 0;

/** `0 01011 1001100110` */
export function spelled(bits: number, format: NumberFormat): string {
	return fieldsOf(format)
		.map((field) => field.bits.map(({ place }) => Number(isSet(bits, place))).join(''))
		.join(' ');
}
