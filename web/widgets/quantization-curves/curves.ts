/** What was evaluated, as curves: a measure against effective bits, for each way to hold the weights. */
import type { Evaluated } from '../network-numbers/state.svelte';

export const measures = ['content', 'crowd', 'distance'] as const;
export type Measure = (typeof measures)[number];

export interface CurvePoint {
	/** Effective bits per weight. */
	x: number;
	y: number;
	setting: Evaluated;
}

export interface Curve {
	id: string;
	label: string;
	/** In ascending bits. */
	points: CurvePoint[];
}

/** Codebooks for few weights each cost more than the weights: what is dearer than float16 is left out. */
const mostBits = 16;

const shared = { tensor: 'per tensor', channel: 'per channel', group: 'in groups' };

export const curveOf = ({ method, granularity }: Evaluated): string =>
	method.startsWith('trained') ? 'trained' : `${method}-${granularity}`;

function labelOf({ method, granularity }: Evaluated): string {
	if (method.startsWith('trained')) return 'Trained for it';
	return `${method === 'linear' ? 'Linear' : 'K-means'}, ${shared[granularity]}`;
}

function pointOf(setting: Evaluated, measure: Measure): CurvePoint | undefined {
	const { faces, pictures } = setting;
	if (measure === 'distance') return pictures && { x: pictures.effectiveBits, y: pictures.psnrDb, setting };
	if (!faces) return undefined;
	return { x: faces.effectiveBits, y: measure === 'content' ? faces.right : faces.frechet, setting };
}

export function curvesOf(evaluated: readonly Evaluated[], measure: Measure): Curve[] {
	const curves = new Map<string, Curve>();
	for (const setting of evaluated) {
		const point = pointOf(setting, measure);
		if (!point || point.x > mostBits) continue;
		const id = curveOf(setting);
		const curve = curves.get(id) ?? { id, label: labelOf(setting), points: [] };
		curve.points.push(point);
		curves.set(id, curve);
	}
	for (const { points } of curves.values()) points.sort((a, b) => a.x - b.x);
	return [...curves.values()];
}

/** The setting with these bits, or the nearest. */
export function pointAt({ points }: Curve, bits: number): CurvePoint | undefined {
	const off = ({ setting }: CurvePoint) => Math.abs(setting.bits - bits);
	return points.reduce<CurvePoint | undefined>(
		(best, point) => (best && off(best) <= off(point) ? best : point),
		undefined
	);
}
