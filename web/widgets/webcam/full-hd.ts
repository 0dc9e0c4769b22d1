/** Whether frames of 1920 × 1080 are offered: where a GPU can give so many pixels their colours. */
import { findAdapter } from '$gpu/device';
import { GpuError } from '$gpu/errors';
import type { Size } from './state.svelte';

/** Why this browser is not offered them, in words for the reader; undefined where it is. */
export async function againstFullHd(): Promise<string | undefined> {
	try {
		const { name, software } = (await findAdapter()).facts;
		return software ? `the graphics adapter, ${name}, is software, slower than the core` : undefined;
	} catch (error) {
		if (error instanceof GpuError) return error.message;
		throw error;
	}
}

/** The same of a camera, where it tells what it can give. */
export const tooSmall = (most: Size | undefined, wanted: Size): string | undefined =>
	most && (most.width < wanted.width || most.height < wanted.height)
		? `your camera gives at most ${most.width} × ${most.height}`
		: undefined;
