import type { NumberFormat, NumberReading } from '$engine/tensor-types';

/** The stretch of the number line that is shown. */
export interface Window {
	min: number;
	max: number;
}

export interface View {
	/** At 0 the window is 32 of the value's spacings wide, at each 1 more twice as wide. */
	zoom: number;
	/** How far its middle is from the value, in spacings. */
	pan: number;
}

const spacingsShown = 32;
/** Two spacings: the value and its neighbours. */
export const closest = -4;

/** A little more than from the format's smallest number to its largest. */
const whole = ({ min, max }: NumberFormat) => 1.1 * (max - min);

/** The zoom at which the whole format is in the window. */
export const furthest = ({ spacing }: NumberReading, format: NumberFormat): number =>
	Math.max(0, Math.log2(whole(format) / (spacingsShown * spacing)));

export const placedOnLine = ({ value, spacing }: NumberReading): boolean =>
	Number.isFinite(value) && Number.isFinite(spacing) && spacing > 0;

/** Never past the format's ends. For a reading that is `placedOnLine`. */
export function windowAround(reading: NumberReading, format: NumberFormat, { zoom, pan }: View): Window {
	const span = Math.min(whole(format), spacingsShown * reading.spacing * 2 ** Math.max(closest, zoom));
	const margin = (whole(format) - (format.max - format.min)) / 2;
	const [low, high] = [format.min - margin + span / 2, format.max + margin - span / 2];
	const middle = Math.min(high, Math.max(low, reading.value + pan * reading.spacing));
	return { min: middle - span / 2, max: middle + span / 2 };
}

/** 0 … 1 inside the window. */
export const placeIn = (value: number, { min, max }: Window): number => (value - min) / (max - min);
