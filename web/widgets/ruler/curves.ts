/** Lengths to be measured, a curve of them: those that the figure has, and the reader's own. */

/** Values of a curve. */
export const samples = 96;
/** No value is farther from zero. */
export const largest = 1;

export const shapes = ['swell', 'pluck', 'positive', 'own'] as const;
export type Shape = (typeof shapes)[number];

type Made = Exclude<Shape, 'own'>;
const made: Readonly<Record<Made, (turn: number) => number>> = {
	swell: (turn) => 0.12 + 0.55 * Math.sin(turn) + 0.28 * Math.sin(2 * turn + 1),
	pluck: (turn) => 0.95 * Math.exp(-turn / 2) * Math.cos(5 * turn),
	positive: (turn) => Math.max(0, 0.2 + 0.7 * Math.sin(1.5 * turn))
};

/** As float32, which is how a tensor holds them. */
export const curveOf = (shape: Made): Float32Array<ArrayBuffer> =>
	Float32Array.from({ length: samples }, (_, i) => made[shape]((2 * Math.PI * i) / (samples - 1)));

const hundredth = (value: number) => Math.round(100 * value) / 100;

/** To begin a drawing with: exactly what a link will hold of it. */
export const ownOf = (curve: Float32Array<ArrayBuffer>) => curve.map(hundredth);

/** With the values from one place to another on a straight line, as a hand draws them. */
export function drawn(
	curve: Float32Array<ArrayBuffer>,
	from: { place: number; value: number },
	to: { place: number; value: number }
): Float32Array<ArrayBuffer> {
	const next = ownOf(curve);
	const steps = Math.abs(to.place - from.place);
	for (let step = 0; step <= steps; step++) {
		const share = steps ? step / steps : 1;
		const place = from.place + Math.sign(to.place - from.place) * step;
		if (place < 0 || place >= next.length) continue;
		const value = from.value + share * (to.value - from.value);
		next[place] = hundredth(Math.min(largest, Math.max(-largest, value)));
	}
	return next;
}

/** What a link holds of a curve: whole hundredths. */
export const asText = (curve: Float32Array): string =>
	Array.from(curve, (value) => Math.round(100 * value)).join(',');

/** Undefined for what is no curve. */
export function fromText(text: string): Float32Array<ArrayBuffer> | undefined {
	const numbers = text.split(',');
	if (numbers.length !== samples || !numbers.every((number) => /^-?\d{1,3}$/.test(number)))
		return undefined;
	const values = numbers.map((number) => Number(number) / 100);
	return values.every((value) => Math.abs(value) <= largest) ? Float32Array.from(values) : undefined;
}
