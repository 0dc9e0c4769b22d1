/** How a network's weights are held, as a reader chooses it. */
import type { LayerOptions } from '$engine/model-types';
import type { Granularity, Method } from '$engine/tensor-types';
import { methods as tensorMethods, optionsFor } from '../network-tensors/methods';
import type { DiffusionName } from './painter';

/** A diffusion model whose weights were trained for so few bits comes in a file of its own. */
export type TrainedFor = 'trained_3bit' | 'trained_2bit';
export type FaceMethod = Exclude<Method, 'pq'> | TrainedFor;

export interface Weights {
	method: FaceMethod;
	bits: number;
	granularity: Granularity;
	groupSize: number;
}

/** What has a scale of its own, in the words of layers. */
export const granularities: readonly { value: Granularity; label: string; title: string }[] = [
	{ value: 'tensor', label: 'Tensor', title: 'One scale, or codebook, for a layer’s weights' },
	{ value: 'channel', label: 'Output channel', title: 'One for each output of a layer' },
	{ value: 'group', label: 'Group', title: 'One for so many neighbours in a row' }
];

const files: Readonly<Record<TrainedFor, { file: DiffusionName; name: string }>> = {
	trained_3bit: { file: 'diffusion_3bit', name: 'Trained for 3 bits' },
	trained_2bit: { file: 'diffusion_2bit', name: 'Trained for 2 bits' }
};

const isTrained = (method: FaceMethod): method is TrainedFor => method in files;

export interface FaceMethodWords {
	method: FaceMethod;
	name: string;
	group: string;
	takesBits: boolean;
	takesSlices: boolean;
}

/** All that a network can be held in: of a layer whose inputs are not kept apart there are no subspaces. */
export const methods: readonly FaceMethodWords[] = [
	...tensorMethods.flatMap(({ method, name, takesBits = false, takesSlices = false }) =>
		method === 'pq'
			? []
			: [
					{
						method,
						name,
						takesBits,
						takesSlices,
						group: takesBits ? 'As many bits as you like' : 'Bits of their own'
					}
				]
	),
	...Object.entries(files).map(([method, { name }]) => ({
		method: method as TrainedFor,
		name,
		takesBits: false,
		takesSlices: false,
		group: 'Trained for it'
	}))
].sort((a, b) => Number(b.takesBits) - Number(a.takesBits));

export const wordsOf = (method: FaceMethod): FaceMethodWords =>
	methods.find((words) => words.method === method)!;

/** Of the diffusion model. */
export const fileOf = ({ method }: Weights): DiffusionName =>
	isTrained(method) ? files[method].file : 'diffusion';

/** A layer's weights are a matrix with a row for each output: its channels are axis 0, which a tensor of no shape has too. */
export function optionsOf(weights: Weights): LayerOptions {
	const { method } = weights;
	if (isTrained(method) || method === 'float16') return 'float16';
	return optionsFor(method, { ...weights, mode: 'symmetric' }, []);
}

/** In a few words, as a label of what is shown. */
export function inWords(weights: Weights): string {
	const { name, takesBits } = wordsOf(weights.method);
	return takesBits ? `${weights.bits} ${weights.bits === 1 ? 'bit' : 'bits'}, ${name.toLowerCase()}` : name;
}
