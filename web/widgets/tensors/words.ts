/** What a reader is told of tensors: places, shapes, weights. */
import { formatCompact, formatFixed, raised } from '$parts/format';

/** `3 × 3 × 64 × 64` */
export const formatShape = (shape: readonly number[]): string => shape.join(' × ') || 'a single number';

/** For a cell of a small matrix, in five characters or so: what is smaller than they show is read by pointing at it. */
export function formatCell(value: number, decimals = 2): string {
	// Of the rounded number: 9.96 is 10, not 10.0.
	const magnitude = Math.abs(Number(value.toPrecision(decimals + 1)));
	if (magnitude >= 1000 || !Number.isFinite(value)) return formatCompact(value, 1);
	const digits = Math.max(0, magnitude >= 100 ? decimals - 2 : magnitude >= 10 ? decimals - 1 : decimals);
	return formatFixed(Number(value.toFixed(digits)) || 0, digits);
}

/** Numbers up to `largest` in the power of ten that gives them one or two digits before the point. */
export function inTens(largest: number): { unit: string; format: (value: number) => string } {
	const power =
		largest > 0 && Number.isFinite(largest) ? Math.min(0, Math.floor(Math.log10(largest)) - 1) : 0;
	return {
		unit: power < 0 ? ` × 10${raised(power)}` : '',
		format: (value) => formatCell(value * 10 ** -power, 1)
	};
}

/** A number put in for a letter: in brackets where its sign would meet another. */
export const bracketed = (text: string): string => (text.startsWith('\u2212') ? `(${text})` : text);

/** Marks of a scale that ends at `end` where values go up to `largest`: those beyond have the colour of the end. */
export function upTo(end: number | undefined, largest = 0): (value: number) => string {
	if (end === undefined) return () => '–';
	const isBeyond = largest > end * 1.0001;
	return (value) => {
		const text = formatCompact(value, 2);
		return isBeyond && Math.abs(value) === end ? `${value < 0 ? '≤' : '≥'} ${text}` : text;
	};
}
