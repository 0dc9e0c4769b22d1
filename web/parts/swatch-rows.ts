export interface Swatch {
	index: number;
	/** Of all pixels. */
	share: number;
}

/**
 * Breaks a long palette into rows of about equal weight, in order, so that an entry's width still tells its share
 * when hundreds of them would not fit side by side.
 */
export function swatchRows(counts: ArrayLike<number>, perRow = 32): Swatch[][] {
	const swatches = Array.from(counts, (count, index) => ({ index, share: count }));
	const total = swatches.reduce((sum, { share }) => sum + share, 0);
	for (const swatch of swatches) swatch.share = total ? swatch.share / total : 1 / swatches.length;

	const rows = Math.max(1, Math.ceil(swatches.length / perRow));
	const result: Swatch[][] = [];
	let filled = 0;
	for (const swatch of swatches) {
		// The middle of an entry decides its row; one huge entry may leave a row empty, which is then not drawn.
		const row = Math.min(rows - 1, Math.floor((filled + swatch.share / 2) * rows));
		(result[row] ??= []).push(swatch);
		filled += swatch.share;
	}
	return result.filter((row) => row !== undefined);
}
