import type { Compressed } from '$engine/tensor-types';
import { formatCompact, formatFixed } from '$parts/format';

/** Where the integers' ticks stand on the axis of weights: by the formula that the figure derives, for drawing alone. */
export function levelsOf({ scales, zeroPoints, integerRange }: Compressed): Float64Array {
	const { min, max } = integerRange ?? { min: 0, max: -1 };
	return Float64Array.from(
		{ length: max - min + 1 },
		(_, i) => (scales[0] ?? 1) * (min + i - (zeroPoints[0] ?? 0))
	);
}

/** Numbers on an axis, all with the same few decimals, so that one that changes under the hand keeps its width. */
export function ticksOf([min, max]: readonly [number, number]): (value: number) => string {
	const span = max - min;
	if (!(span > 1e-4 && span < 1e5)) return (value) => formatCompact(value, 2);
	const digits = Math.max(0, 2 - Math.floor(Math.log10(span)));
	return (value) => (value === 0 ? '0' : formatFixed(value, digits));
}
