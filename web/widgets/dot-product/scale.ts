/** An axis of powers of ten with a place at either end for what has none on it: no error at all, and an overflow. */
const lowest = -10;
const highest = 0;
const margin = 0.06;

/** 0 … 1; what is smaller than the axis shows stands at its end. */
export function placeOf(error: number): number {
	if (error === Infinity) return 1 - margin / 4;
	if (!(error > 0)) return margin / 4;
	const share = (Math.log10(error) - lowest) / (highest - lowest);
	return margin + (1 - 2 * margin) * Math.min(1, Math.max(0, share));
}

export const ticks: readonly { exponent: number; at: number }[] = [-10, -8, -6, -4, -2, 0].map(
	(exponent) => ({
		exponent,
		at: placeOf(10 ** exponent)
	})
);

/** Where the axis ends and the place of overflows begins. */
export const end = 1 - margin / 2;
