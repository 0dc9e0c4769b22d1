/** Beyond so many a scale of its own for each slice has made nearly every value another: ticks would be a solid band. */
const levelsAtMost = 256;

/** The different values in what a tensor became, or none where they are too many to be ticked on an axis. */
export function levelsIn(values: Float32Array | undefined): Float32Array {
	const levels = new Set<number>();
	for (const value of values ?? []) {
		levels.add(value);
		if (levels.size > levelsAtMost) return new Float32Array();
	}
	return Float32Array.from(levels);
}
