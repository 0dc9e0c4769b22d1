/** More bars than this cannot be told apart. */
export const barsAtMost = 64;

/** Bars from the zero line as one path, each 1 wide, `scale` being 1 high; for a drawing that is n × 2, zero at 1. */
export function barsPath(values: ArrayLike<number>, scale: number): string {
	let path = '';
	for (let i = 0; i < Math.min(barsAtMost, values.length); i++) {
		const height = scale > 0 ? Math.min(1, Math.max(-1, values[i]! / scale)) : 0;
		path += `M${i + 0.12} 1V${(1 - height).toFixed(3)}H${i + 0.88}V1Z`;
	}
	return path;
}

/** The largest magnitude among the bars that are drawn. */
export function largest(rows: readonly ArrayLike<number>[]): number {
	let most = 0;
	for (const row of rows)
		for (let i = 0; i < Math.min(barsAtMost, row.length); i++) most = Math.max(most, Math.abs(row[i]!));
	return most;
}

export const differences = (values: ArrayLike<number>, exact: ArrayLike<number>): Float64Array =>
	Float64Array.from({ length: Math.min(barsAtMost, values.length) }, (_, i) => values[i]! - exact[i]!);
