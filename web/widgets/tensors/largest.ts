/** The position of the value of largest magnitude, of all but perhaps one; 0 where there is none. */
export function positionOfLargest(values: ArrayLike<number>, except?: number): number {
	let largest = -1;
	let position = 0;
	for (let i = 0; i < values.length; i++) {
		const magnitude = Math.abs(values[i]!);
		if (i === except || !(magnitude > largest)) continue;
		largest = magnitude;
		position = i;
	}
	return position;
}
