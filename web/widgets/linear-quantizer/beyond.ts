/** Ends that lie half a step out, but for single precision, count as beyond. */
const tie = 1e-5;

/**
 * What round(value / scale) + zero_point comes to where that is beyond the integers in use, so that the core clips it;
 * undefined where it is not. The integer itself is the core's.
 */
export function beyondOf(
	value: number,
	{ scale, zeroPoint, least, most }: Readonly<Record<'scale' | 'zeroPoint' | 'least' | 'most', number>>
): number | undefined {
	const steps = value / scale;
	const up = Math.floor(steps + 0.5 + tie) + zeroPoint;
	const down = Math.ceil(steps - 0.5 - tie) + zeroPoint;
	return up > most ? up : down < least ? down : undefined;
}
