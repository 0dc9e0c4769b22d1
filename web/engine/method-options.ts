import type { TensorOptions } from './tensor-types';

/** Every option, in one order, so that the same question is known again. */
export function completeMethod(options: TensorOptions) {
	const { method, bits, mode, granularity, axis, groupSize, subspaces, range, rounding, seed } = options;
	return { method, bits, mode, granularity, axis, groupSize, subspaces, range, rounding, seed };
}
