/**
 * Where a value sits on a slider's track and how keys move it. A position runs from 0 to 1. On a log scale the
 * hand moves in ratios but the arrow keys in steps, so that every integer can be reached.
 */
export type SliderScale = 'linear' | 'log' | readonly number[];

export interface ScaleOptions {
	scale: SliderScale;
	min: number;
	max: number;
	step: number;
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}

function snap(value: number, { min, max, step }: ScaleOptions): number {
	// Steps like 0.1 are not exact in binary; rounding to twelve digits keeps 0.30000000000000004 off the page.
	return clamp(Number((min + Math.round((value - min) / step) * step).toPrecision(12)), min, max);
}

function nearestIndex(values: readonly number[], value: number): number {
	let best = 0;
	values.forEach((candidate, i) => {
		if (Math.abs(candidate - value) < Math.abs(values[best]! - value)) best = i;
	});
	return best;
}

export function toPosition(value: number, options: ScaleOptions): number {
	const { scale, min, max } = options;
	if (typeof scale !== 'string') {
		return scale.length < 2 ? 0 : nearestIndex(scale, value) / (scale.length - 1);
	}
	const inside = clamp(value, min, max);
	if (max <= min) return 0;
	return scale === 'log' ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min);
}

export function fromPosition(position: number, options: ScaleOptions): number {
	const { scale, min, max } = options;
	const at = clamp(position, 0, 1);
	if (typeof scale !== 'string') return scale[Math.round(at * (scale.length - 1))]!;
	return snap(scale === 'log' ? min * (max / min) ** at : min + at * (max - min), options);
}

/** The value after a key, or undefined for a key that a slider leaves to the page. */
export function afterKey(key: string, value: number, options: ScaleOptions): number | undefined {
	const { scale, min, max, step } = options;
	const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
	const page = { PageUp: 1, PageDown: -1 }[key];

	if (typeof scale !== 'string') {
		const last = scale.length - 1;
		const index = nearestIndex(scale, value);
		if (key === 'Home') return scale[0];
		if (key === 'End') return scale[last];
		const by = direction ?? (page && page * Math.max(1, Math.round(last / 5)));
		return by === undefined ? undefined : scale[clamp(index + by, 0, last)];
	}
	if (key === 'Home') return min;
	if (key === 'End') return max;
	if (direction) return snap(value + direction * step, options);
	if (!page) return undefined;
	if (scale === 'log') return snap(page > 0 ? value * 2 : value / 2, options);
	return snap(value + page * Math.max(step, (max - min) / 10), options);
}
