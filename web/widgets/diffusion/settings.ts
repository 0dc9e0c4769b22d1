/** What a reader sets of the figure, and how a link keeps it. */
import { oneOf, wholeNumber, type Parameters } from '../address';
import { methods, type Weights } from '../faces/weights';
import type { Asked } from './labels';

export interface Prompt {
	asked: Asked;
	/** Of the first face; the next ones count on from it. */
	seed: number;
	faces: number;
	steps: number;
	/** 1: as asked, 0: as if nothing was asked. */
	guidance: number;
}

/** Whose bits the layers have. */
export type Plan = 'same' | 'automatic' | 'own';

export const faceCounts = [16, 36, 64] as const;
export const stepCounts = [1, 2, 4, 6, 8, 12, 16, 20, 30] as const;
export const guidances = [0, 0.5, 1, 1.5, 2, 3, 4, 6] as const;
export const groupSizes = [16, 32, 64, 128, 256] as const;
/** Bits that a layer may have. */
export const leastBits = 2;
export const mostBits = 8;

export const firstPrompt: Prompt = { asked: {}, seed: 1, faces: 64, steps: 12, guidance: 2 };
export const firstWeights: Weights = { method: 'linear', bits: 3, granularity: 'channel', groupSize: 64 };

export interface Settings {
	prompt: Prompt;
	weights: Weights;
	plan: Plan;
	/** The reader's own bits, layer by layer in the network's order; empty for none yet. */
	own: readonly number[];
	sentence: string;
}

export const firstSettings: Settings = {
	prompt: firstPrompt,
	weights: firstWeights,
	plan: 'same',
	own: [],
	sentence: ''
};

export function parametersOf({ prompt, weights, plan, own, sentence }: Settings): Parameters {
	const { asked, seed, faces, steps, guidance } = prompt;
	const wanted = Object.entries(asked).map(([name, value]) => `${name}:${value}`);
	return {
		bits: weights.bits,
		method: weights.method,
		granularity: weights.granularity,
		group: weights.groupSize,
		faces,
		steps,
		guidance,
		seed,
		say: sentence || undefined,
		asked: wanted.length ? wanted.join(',') : undefined,
		plan,
		layers: own.length ? own.join('') : undefined
	};
}

/** A list of so many, where it has the value; else the present one. */
const listed = <T extends number>(list: readonly T[], text: string | undefined, now: number) =>
	list.find((value) => String(value) === text) ?? now;

/** What the network has no class for is as if it had not been asked. */
function askedIn(text: string): Asked {
	const pairs = text.split(',').map((pair) => pair.split(':', 2));
	return Object.fromEntries(
		pairs.flatMap(([name = '', value = '']) =>
			name.trim() && value.trim() ? [[name.trim(), value.trim()]] : []
		)
	);
}

/** What makes no sense is left as it is. */
export function restored(from: Record<string, string>, now: Settings): Settings {
	const { prompt, weights } = now;
	const names = methods.map(({ method }) => method);
	return {
		prompt: {
			asked: from.asked === undefined ? prompt.asked : askedIn(from.asked),
			seed: wholeNumber(from.seed, 0, 2 ** 32) ?? prompt.seed,
			faces: listed(faceCounts, from.faces, prompt.faces),
			steps: listed(stepCounts, from.steps, prompt.steps),
			guidance: listed(guidances, from.guidance, prompt.guidance)
		},
		weights: {
			method: oneOf(names, from.method) ?? weights.method,
			bits: wholeNumber(from.bits, leastBits, mostBits) ?? weights.bits,
			granularity:
				oneOf(['tensor', 'channel', 'group'] as const, from.granularity) ?? weights.granularity,
			groupSize: listed(groupSizes, from.group, weights.groupSize)
		},
		plan: oneOf(['same', 'automatic', 'own'] as const, from.plan) ?? now.plan,
		own: /^[2-8]+$/.test(from.layers ?? '') ? [...from.layers!].map(Number) : now.own,
		sentence: from.say?.slice(0, 200) ?? now.sentence
	};
}
