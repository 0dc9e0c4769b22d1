import { createContext } from 'svelte';

/** What the prose says of the site's own networks: measured on their files, see assets/models. */
export interface NetworkFacts extends Evaluation {
	files: Record<'autoencoder' | 'diffusion' | 'diffusion_3bit' | 'diffusion_2bit', FileFacts>;
	/** Of pictures that the autoencoder was not trained on: PSNR, and the share of pixels within 8 of 255 levels. */
	reconstruction: { psnrDb: number; near: number };
	/** By what was run: `float16, 8 steps`. */
	runs: Record<string, { attributes: number; frechet: number }>;
}

/** Either network at many settings: what `npm run evaluate` measured. */
export interface Evaluation {
	/** Faces that were asked for, and the Fréchet distance that even real pictures have from each other. */
	samples: number;
	floor: number;
	evaluated: readonly Evaluated[];
}

/** A network with all of its layers held alike. */
export interface Evaluated {
	method: 'linear' | 'kmeans' | 'trained_3bit' | 'trained_2bit';
	granularity: 'tensor' | 'channel' | 'group';
	/** Of granularity `group`. */
	groupSize: number;
	bits: number;
	/** Of the diffusion model: its faces show what was asked for, and are so far from real ones as a crowd. */
	faces?: { effectiveBits: number; right: number; frechet: number };
	/** Of the autoencoder: on so many pictures that it was not trained on. */
	pictures?: { effectiveBits: number; psnrDb: number; count: number };
}

export interface FileFacts {
	parameters: number;
	bytes: number;
}

const [facts, provideNetworkFacts, has] = createContext<NetworkFacts>();

export { provideNetworkFacts };

/** Undefined where no article provides them. */
export const networkFactsHere = (): NetworkFacts | undefined => (has() ? facts() : undefined);

export function networkFacts(): NetworkFacts {
	if (!has()) throw new Error('NetworkNumber stands in an article, which provides its numbers');
	return facts();
}
