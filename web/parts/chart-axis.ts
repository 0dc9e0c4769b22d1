import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';

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

export function axisScale(
	axis: Axis,
	values: readonly number[],
	range: readonly [number, number]
): ScaleContinuousNumeric<number, number> {
	const shown = values.filter((value) => canShow(value, axis));
	const log = axis.scale === 'log';
	let [low, high] =
		axis.domain ?? (shown.length ? [Math.min(...shown), Math.max(...shown)] : [log ? 1 : 0, 1]);
	if (low === high) [low, high] = log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
	const scale = (log ? scaleLog() : scaleLinear()).domain([low, high]).range(range);
	return axis.domain ? scale : scale.nice(log ? undefined : 5);
}

/** At most about `count` ticks; on a log axis only powers of ten, or 1-2-5 where those are too few. */
export function axisTicks(
	axis: Axis,
	scale: ScaleContinuousNumeric<number, number>,
	count: number
): number[] {
	if (axis.ticks) return [...axis.ticks];
	if (axis.scale !== 'log') return scale.ticks(count);
	const [low = 1, high = 1] = scale.domain();
	const list = (mantissas: number[]) => {
		const ticks: number[] = [];
		for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
			for (const m of mantissas) {
				const tick = Number(`${m}e${e}`);
				if (tick >= low * 0.9999 && tick <= high * 1.0001) ticks.push(tick);
			}
		}
		return ticks;
	};
	const powers = list([1]);
	return powers.length >= Math.min(3, count) ? powers : list([1, 2, 5]);
}
