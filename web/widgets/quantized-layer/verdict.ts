import { formatTimes } from '$parts/format';
import type { LayerRow } from '$engine/tensor-types';
import type { Variant } from './state.svelte';

/** Times closer than this are the same: the clock is not that exact. */
const same = 1.08;

const unpacking =
	'two integers share a byte, and each has to be shifted, masked and moved back below zero before it can be multiplied';

/** What the reader's own clock says of int4, and why it may be so. */
export function verdict(rows: readonly LayerRow[]): string {
	const of = (variant: Variant) => rows.find((row) => row.variant === variant);
	const [float, w8, w4] = [of('float32'), of('w8'), of('w4')];
	if (!float || !w8 || !w4 || ![float, w8, w4].every(({ seconds }) => seconds > 0)) return '';
	const toInt8 = w4.seconds / w8.seconds;
	const toFloat = w4.seconds / float.seconds;
	const bytes = formatTimes(w8.bytes / w4.bytes);
	const againstFloat =
		toFloat > same
			? `, and ${formatTimes(toFloat)} as long as float32`
			: toFloat < 1 / same
				? `; float32 took ${formatTimes(1 / toFloat)} as long as int4`
				: ', and as long as float32';
	if (toInt8 > same)
		return `Here int4 took ${formatTimes(toInt8)} as long as int8${againstFloat}. It is smaller by ${bytes}, but ${unpacking}.`;
	if (toInt8 < 1 / same)
		return `Here int8 took ${formatTimes(1 / toInt8)} as long as int4${againstFloat}. Reading fewer bytes outweighs the work of unpacking them.`;
	return `Here int4 and int8 took the same time${againstFloat}. What int4 saves in reading, it spends on unpacking.`;
}
