/** The geometry of a histogram in a box of 1000 × 100, y downwards. */
export const box = { width: 1000, height: 100 };

export type CountScale = 'linear' | 'log';

/** One closed outline around all bars. On a log scale a bar of one is as high as the step from 1 to 10 is from 0 to 1. */
export function barsPath(counts: ArrayLike<number>, scale: CountScale): string {
	const of = (count: number) => (scale === 'log' ? Math.log10(1 + count) : count);
	let highest = 0;
	for (let i = 0; i < counts.length; i++) highest = Math.max(highest, of(counts[i]!));
	if (!highest) return '';
	const width = box.width / counts.length;
	let path = `M0 ${box.height}`;
	let last = -1;
	for (let i = 0; i < counts.length; i++) {
		const height = of(counts[i]!);
		// What is there is seen.
		const y = height && box.height * (1 - Math.max(0.012, height / highest));
		const top = height ? Number(y.toFixed(2)) : box.height;
		if (top !== last) path += `${i ? `H${Number((i * width).toFixed(2))}` : ''}V${top}`;
		last = top;
	}
	return `${path}H${box.width}V${box.height}Z`;
}

export interface Handles {
	low: number;
	high: number;
}

export interface HandleLimits {
	min: number;
	max: number;
	step: number;
}

/** Rounded to whole steps, free of binary dust: 0.30000000000000004 never reaches the page. */
export function snapTo(value: number, step: number): number {
	return Number((Math.round(value / step) * step).toPrecision(7));
}

/** The handles after one of them was asked to go to `value`: it stays inside the limits and a step short of the other. */
export function moveHandle(
	which: keyof Handles,
	value: number,
	handles: Handles,
	{ min, max, step }: HandleLimits
): Handles {
	const [least, most] = which === 'low' ? [min, handles.high - step] : [handles.low + step, max];
	return { ...handles, [which]: snapTo(Math.max(least, Math.min(most, value)), step) };
}

/** Where a key sends a handle; undefined for a key that is left to the page. */
export function handleAfterKey(
	key: string,
	value: number,
	{ min, max, step }: HandleLimits
): number | undefined {
	const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[key];
	if (steps) return value + steps * step;
	return key === 'Home' ? min : key === 'End' ? max : undefined;
}

/** A step that cuts the span into at least `parts` pieces: 1, 2 or 5 at some decimal place. */
export function niceStep(span: number, parts: number): number {
	if (!(span > 0) || !Number.isFinite(span)) return 1;
	const rough = span / parts;
	const power = Math.floor(Math.log10(rough));
	const mantissa = rough / 10 ** power;
	return Number(`${mantissa >= 5 ? 5 : mantissa >= 2 ? 2 : 1}e${power}`);
}
