import { nice, ticks } from 'd3-array';

/** Where a value stands in pixels. d3-scale does the same, and brings time, colours and formats with it: 7 kB. */
export interface AxisScale {
	(value: number): number;
	domain: readonly [low: number, high: number];
}

export interface Axis {
	/** Title with its unit, e.g. “Mean squared error, levels²”. */
	label: string;
	scale?: 'linear' | 'log';
	/** From the points where it is not given. */
	domain?: readonly [number, number];
	ticks?: readonly number[];
	format?: (value: number) => string;
}

/** Values that the axis can show: a log axis has no room for zero, no axis for infinity. */
export function canShow(value: number, axis: Axis): boolean {
	return Number.isFinite(value) && (axis.scale !== 'log' || value > 0);
}

/** The powers of ten around. */
function decades(low: number, high: number): [number, number] {
	const power = (exponent: number) => Number(`1e${exponent}`);
	return [power(Math.floor(Math.log10(low))), power(Math.ceil(Math.log10(high)))];
}

export function scaleOf(
	kind: Axis['scale'],
	domain: readonly [number, number],
	[start, end]: readonly [number, number]
): AxisScale {
	const along = kind === 'log' ? Math.log : (value: number) => value;
	const low = along(domain[0]);
	const span = along(domain[1]) - low;
	const scale = (value: number) => start + ((along(value) - low) / span) * (end - start);
	return Object.assign(scale, { domain });
}

export function axisScale(
	axis: Axis,
	values: readonly number[],
	range: readonly [number, number]
): AxisScale {
	const shown = values.filter((value) => canShow(value, axis));
	const log = axis.scale === 'log';
	let [low, high] =
		axis.domain ?? (shown.length ? [Math.min(...shown), Math.max(...shown)] : [log ? 1 : 0, 1]);
	if (low === high) [low, high] = log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
	if (!axis.domain) [low, high] = log ? decades(low, high) : nice(low, high, 5);
	return scaleOf(axis.scale, [low, high], range);
}

/** At most about `count` ticks; on a log axis only powers of ten, or 1-2-5 where those are too few. */
export function axisTicks(axis: Axis, scale: AxisScale, count: number): number[] {
	if (axis.ticks) return [...axis.ticks];
	const [low, high] = scale.domain;
	if (axis.scale !== 'log') return ticks(low, high, count);
	const list = (mantissas: number[]) => {
		const found: number[] = [];
		for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
			for (const m of mantissas) {
				const tick = Number(`${m}e${e}`);
				if (tick >= low * 0.9999 && tick <= high * 1.0001) found.push(tick);
			}
		}
		return found;
	};
	const powers = list([1]);
	return powers.length >= Math.min(3, count) ? powers : list([1, 2, 5]);
}
