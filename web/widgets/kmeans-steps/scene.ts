/** The lines and discs around the cloud, in a square of side `side`: the cube, its axes, the centroids and their trails. */
import { newProjected, project, type Camera } from './camera';

/** The drawing's own units, for SVG. */
export const side = 1000;

export interface Line {
	x1: number;
	y1: number;
	x2: number;
	y2: number;
	/** Set on the three edges that start in the black corner. */
	axis?: 'red' | 'green' | 'blue';
}

export interface Label {
	text: string;
	x: number;
	y: number;
}

export interface Cube {
	/** The edges that meet in the farthest corner: the cloud hides them. */
	behind: Line[];
	before: Line[];
	labels: Label[];
}

export interface Centroid {
	index: number;
	x: number;
	y: number;
	radius: number;
	/** A CSS colour. */
	color: string;
	/** Points of an SVG polyline: everywhere that it has been. */
	trail: string;
	/** Where it began. */
	start: { x: number; y: number };
}

const axes = ['red', 'green', 'blue'] as const;
/** Corners by number: bit 0 is red, bit 1 green, bit 2 blue. */
const corners = [0, 1, 2, 3, 4, 5, 6, 7];
const level = (corner: number, channel: number) => ((corner >> channel) & 1) * 255;

export function cubeOf(camera: Camera): Cube {
	const at = corners.map((corner) => at3(camera, level(corner, 0), level(corner, 1), level(corner, 2)));
	const farthest = corners.reduce((far, corner) => (at[corner]!.depth < at[far]!.depth ? corner : far), 0);
	const cube: Cube = { behind: [], before: [], labels: [] };
	for (const from of corners) {
		for (let channel = 0; channel < 3; channel++) {
			const to = from | (1 << channel);
			if (to === from) continue;
			const line: Line = { x1: at[from]!.x, y1: at[from]!.y, x2: at[to]!.x, y2: at[to]!.y };
			if (from === 0) line.axis = axes[channel]!;
			(from === farthest || to === farthest ? cube.behind : cube.before).push(line);
		}
	}
	const label = (text: string, red: number, green: number, blue: number) =>
		cube.labels.push({ text, ...at3(camera, red, green, blue) });
	const beyond = 255 + 24;
	label('red', beyond, 0, 0);
	label('green', 0, beyond, 0);
	label('blue', 0, 0, beyond);
	label('black', -22, -22, -22);
	label('white', 255, 255 + 20, 255);
	return cube;
}

/**
 * The centroids at a moment, which may lie between two frames of the walk, from the farthest to the nearest.
 * `frames[i]` holds three levels for each centroid.
 */
export function centroidsAt(camera: Camera, frames: readonly Float32Array[], moment: number): Centroid[] {
	const last = Math.min(frames.length - 1, Math.floor(moment));
	const from = frames[last];
	if (!from) return [];
	const to = frames[Math.min(frames.length - 1, last + 1)]!;
	const part = moment - last;
	const drawn = [];
	for (let c = 0; c < from.length; c += 3) {
		const [red, green, blue] = [0, 1, 2].map(
			(i) => from[c + i]! + part * (to[c + i]! - from[c + i]!)
		) as [number, number, number];
		const { x, y, depth, scale } = at3(camera, red, green, blue);
		const been = frames
			.slice(0, last + 1)
			.map((frame) => at3(camera, frame[c]!, frame[c + 1]!, frame[c + 2]!));
		been.push({ x, y, depth, scale });
		drawn.push({
			index: c / 3,
			x,
			y,
			depth,
			radius: 21 * scale,
			color: `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`,
			trail: been.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' '),
			start: { x: been[0]!.x, y: been[0]!.y }
		});
	}
	return drawn.sort((a, b) => a.depth - b.depth);
}

function at3(camera: Camera, red: number, green: number, blue: number) {
	const { x, y, depth, scale } = project(camera, red, green, blue, newProjected());
	return { x: x * side, y: y * side, depth, scale };
}
