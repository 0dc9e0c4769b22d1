import type { Histogram } from '$engine/tensor-types';

/** The share of weights that a map of colours has to tell apart: a few large ones would leave the others pale. */
const share = 0.99;

/** The end of the bin, on either side of zero, within which that share of the values lies. */
export function scaleOf({ min, max, counts }: Pick<Histogram, 'min' | 'max' | 'counts'>): number {
	const largest = Math.max(-min, max, 0);
	const width = (max - min) / counts.length;
	if (!(width > 0)) return largest || 1;
	const bins = Array.from(counts, (count, i) => {
		const [left, right] = [min + i * width, min + (i + 1) * width];
		return { count, end: Math.max(Math.abs(left), Math.abs(right)) };
	}).sort((a, b) => a.end - b.end);
	const enough = share * bins.reduce((sum, { count }) => sum + count, 0);
	let seen = 0;
	return bins.find(({ count }) => (seen += count) >= enough)?.end || largest || 1;
}
