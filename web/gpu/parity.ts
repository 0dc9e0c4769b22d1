/** How far what the GPU drew is from what the core draws for the same seed and labels. */
import type { Faces } from '../engine/model-types';
import type { Parity } from './face-types';

/** `drawn` may hold more faces than `expected`: the first ones are compared, which draw from the same noise. */
export function parityOf(
	drawn: Pick<Faces, 'rgba' | 'latents'>,
	expected: Pick<Faces, 'rgba' | 'latents'>
): Parity {
	let off = 0;
	let all = 0;
	expected.latents.forEach((value, i) => {
		off += (drawn.latents[i]! - value) ** 2;
		all += value ** 2;
	});
	let levels = 0;
	expected.rgba.forEach((value, i) => (levels = Math.max(levels, Math.abs(drawn.rgba[i]! - value))));
	return { faces: expected.rgba.length / 1024, relative: Math.sqrt(off / (all || 1)), levels };
}
