/** What a reader is told of tensors: places, shapes, weights. */
import { formatCompact, formatFixed } from '$parts/format';

/** `3 × 3 × 64 × 64` */
export const formatShape = (shape: readonly number[]): string => shape.join(' × ') || 'a single number';

/** For a cell of a small matrix: hundredths where that is what the numbers are made of, and never more than five characters. */
export function formatCell(value: number): string {
	const magnitude = Math.abs(value);
	if (!Number.isFinite(value) || magnitude >= 1000 || (magnitude > 0 && magnitude < 0.0005))
		return formatCompact(value, 1);
	return formatFixed(value, magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2);
}

/** A number put in for a letter: in brackets where its sign would meet another. */
export const bracketed = (text: string): string => (text.startsWith('\u2212') ? `(${text})` : text);
