import type { ClipCurve } from '$engine/tensor-types';

interface Point {
	x: number;
	y: number;
}

/**
 * The curves to draw: the whole error and its two parts. On a logarithmic axis a part that fades to nothing would push
 * all others to the ceiling, so what is a hundredth of the least whole error or less is left out.
 */
export function clipPoints({
	share,
	clipMse,
	roundMse
}: ClipCurve): Record<'total' | 'clip' | 'round', Point[]> {
	const all = Array.from(share, (x, i) => ({ x, clip: clipMse[i]!, round: roundMse[i]! }));
	const least = Math.min(...all.map(({ clip, round }) => clip + round).filter((total) => total > 0));
	const drawn = (of: (point: (typeof all)[number]) => number) =>
		all.map((point) => ({ x: point.x, y: of(point) })).filter(({ y }) => y > least / 100);
	return {
		total: drawn(({ clip, round }) => clip + round),
		clip: drawn(({ clip }) => clip),
		round: drawn(({ round }) => round)
	};
}
