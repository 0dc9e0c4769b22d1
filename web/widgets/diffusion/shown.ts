/** What the figure shows: faces, one of them step by step, and what was measured. */
import type { Judgement, Layer, NetworkReport } from '$engine/model-types';
import type { Weights } from '../faces/weights';
import type { Attributes } from './labels';
import type { Plan, Prompt } from './settings';

/** Faces of one prompt, as far as they are drawn. */
export interface Drawn {
	prompt: Prompt;
	labels: Int32Array<ArrayBuffer>;
	rgba: Uint8ClampedArray<ArrayBuffer>;
	/** All with all their steps: else some are coarse, or from before. */
	whole: boolean;
	/** Of whole ones. */
	judged?: Judgement;
	/** To draw them, without the weights' quantizing. */
	seconds: number;
}

/** How weights are held. */
export interface Held {
	weights: Weights;
	plan: Plan;
}

/** One face, from noise on: by the weights as trained, and by the quantized ones. */
export interface Film {
	face: number;
	trained: Frame[];
	quantized: Frame[];
	/** What the quantized ones were drawn with. */
	held: Held;
}

export interface Frame {
	state: Uint8ClampedArray<ArrayBuffer>;
	predicted: Uint8ClampedArray<ArrayBuffer>;
}

/** What was measured of a plan of bits, on the prompt's faces. */
export interface Score {
	bytes: number;
	effectiveBits: number;
	right: number;
	frechet: number;
}

/** What the core answered while the site was built; its pictures are stored. */
export interface FirstAnswer {
	attributes: Attributes;
	layers: Layer[];
	report: NetworkReport;
	trained: Score;
	quantized: Score;
}
