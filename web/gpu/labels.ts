/** The different rows of labels among those of many faces: what depends on labels alone is worked out once for each. */

export interface LabelRows {
	/** rows × attributes. */
	rows: Uint32Array;
	count: number;
	/** passes × faces: which of the rows. */
	rowOf: Uint32Array;
	passes: 1 | 2;
}

/** `nothing` asks for nothing; guidance 0 runs that alone, guidance 1 the labels alone, any other both. */
export function distinctLabels(
	labels: ArrayLike<number>,
	nothing: readonly number[],
	faces: number,
	guidance: number
): LabelRows {
	const attributes = nothing.length;
	const passes = guidance === 0 || guidance === 1 ? 1 : 2;
	const known = new Map<string, number>();
	const rows: number[] = [];
	const numberOf = (row: readonly number[]) => {
		const key = row.join();
		const number = known.get(key) ?? known.size;
		if (number === known.size) rows.push(...row);
		known.set(key, number);
		return number;
	};
	const asked = Array.from({ length: faces }, (_, face) =>
		guidance === 0
			? numberOf(nothing)
			: numberOf(Array.from({ length: attributes }, (_, i) => labels[face * attributes + i]!))
	);
	const free = passes === 2 ? Array<number>(faces).fill(numberOf(nothing)) : [];
	return {
		rows: Uint32Array.from(rows),
		count: known.size,
		rowOf: Uint32Array.of(...asked, ...free),
		passes
	};
}
