const slotBits = 10;

/** The different values in what a tensor became, or none where they are more than `atMost`. */
export function levelsIn(values: Float32Array, atMost: number): Float32Array<ArrayBuffer> {
	const levels = new Set<number>();
	// A set takes five times as long to say that it has a value as the slot where that value was last put; values whose
	// bits lead to the same slot take it from each other.
	const slots = new Float32Array(2 ** slotBits).fill(NaN);
	const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
	for (let i = 0; i < values.length; i++) {
		const value = values[i]!;
		const slot = Math.imul(bits[i]!, 0x9e3779b1) >>> (32 - slotBits);
		if (slots[slot] === value) continue;
		slots[slot] = value;
		levels.add(value);
		if (levels.size > atMost) return new Float32Array();
	}
	return Float32Array.from(levels);
}
