/** The different values in what a tensor became, or none where they are more than `atMost`. */
export function levelsIn(values: Float32Array, atMost: number): Float32Array<ArrayBuffer> {
	const levels = new Set<number>();
	for (const value of values) {
		levels.add(value);
		if (levels.size > atMost) return new Float32Array();
	}
	return Float32Array.from(levels);
}
