import type { TensorEntry } from '$engine/tensor-types';

/** Whether a tensor of a file is quantized where a whole network is: biases and the like stay as they are. */
export const isMatrix = ({ shape, readable, count }: TensorEntry): boolean =>
	readable && shape.length > 1 && count > 0;
