/** The curves of the figure: which quantizer, whose integers are written how, and what that takes. */
import type { RateBounds, RatePoint, RateQuantizer, RateSetting } from '$engine/tensor-types';

export type SeriesId = 'linear' | 'uniform' | 'kmeans' | 'kmeans-coded';

/** What counts as the bits of a value: the integers as theory has them, or all that a file must hold. */
export type Counted = 'theory' | 'file';

export interface Series {
	id: SeriesId;
	name: string;
	quantizer: RateQuantizer;
	/** Whether each integer has a word of its own length. */
	coded: boolean;
	/** As stroke-dasharray has it. */
	dash: string;
	/** How the line looks, in a table. */
	drawn: string;
}

export const series: readonly Series[] = [
	{
		id: 'linear',
		name: 'Linear, fixed length',
		quantizer: 'linear',
		coded: false,
		dash: '1 4',
		drawn: '· · · ·'
	},
	{
		id: 'kmeans',
		name: 'k-means, fixed length',
		quantizer: 'kmeans',
		coded: false,
		dash: '10 4 1 4',
		drawn: '— · — ·'
	},
	{
		id: 'kmeans-coded',
		name: 'k-means, entropy-coded',
		quantizer: 'kmeans',
		coded: true,
		dash: '5 4',
		drawn: '– – – –'
	},
	{
		id: 'uniform',
		name: 'Linear without ends, entropy-coded',
		quantizer: 'uniform',
		coded: true,
		dash: '',
		drawn: '————'
	}
];

export const seriesOf = (id: SeriesId): Series => series.find((one) => one.id === id)!;

/** Bits a value. */
export function rateOf(point: RatePoint, { coded }: Pick<Series, 'coded'>, counted: Counted): number {
	if (counted === 'theory') return coded ? point.entropy : point.fixed;
	return coded ? point.huffman + point.codebook + point.code : point.fixed + point.codebook;
}

/** How far a point is below the Gaussian's bound: in decibels, and in the bits that it spends in vain. */
export function gapOf(sqnrDb: number, rate: number, { gaussianDb, dbPerBit }: RateBounds) {
	const decibels = gaussianDb + dbPerBit * rate - sqnrDb;
	return { decibels, bits: decibels / dbPerBit };
}

/** The point whose rate is nearest. */
export function nearest(
	points: readonly RatePoint[],
	rate: number,
	one: Pick<Series, 'coded'>,
	counted: Counted
): RatePoint | undefined {
	let best: RatePoint | undefined;
	for (const point of points) {
		const distance = Math.abs(rateOf(point, one, counted) - rate);
		if (!best || distance < Math.abs(rateOf(best, one, counted) - rate)) best = point;
	}
	return best;
}

export const settingOf = ({ quantizer, bits, step }: RatePoint): RateSetting => ({
	quantizer,
	...(bits !== undefined && { bits }),
	...(step !== undefined && { step })
});

export interface Symbol {
	value: number;
	count: number;
	word: string;
}

/** At most so many neighbours, with the commonest in their midst. */
export function around(symbols: readonly Symbol[], most: number): Symbol[] {
	const top = symbols.reduce((best, symbol, i) => (symbol.count > symbols[best]!.count ? i : best), 0);
	const start = Math.max(0, Math.min(top - Math.floor(most / 2), symbols.length - most));
	return symbols.slice(start, start + most);
}
