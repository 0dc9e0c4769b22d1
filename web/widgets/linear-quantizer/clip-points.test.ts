import { expect, it } from 'vitest';
import { clipPoints } from './clip-points';

it('adds the parts up and leaves out what has faded away', () => {
	const { total, clip, round } = clipPoints({
		share: Float64Array.of(0.25, 0.5, 1),
		clipMse: Float64Array.of(8, 1, 0),
		roundMse: Float64Array.of(0.001, 1, 4)
	});
	expect(total.map(({ y }) => y)).toEqual([8.001, 2, 4]);
	expect(clip).toEqual([
		{ x: 0.25, y: 8 },
		{ x: 0.5, y: 1 }
	]);
	expect(round.map(({ x }) => x)).toEqual([0.5, 1]);
});

it('of a tensor without error are empty', () => {
	const zeros = new Float64Array(2);
	expect(clipPoints({ share: Float64Array.of(0.5, 1), clipMse: zeros, roundMse: zeros }).total).toEqual([]);
});
