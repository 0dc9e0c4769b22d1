/**
 * The cloud as pixels: discs splatted from far to near into an RGBA buffer. Some thousands of discs a frame through the
 * canvas's own path calls are too slow for a phone; this allocates nothing once it is built.
 */
import type { Cloud } from '$engine/types';
import { newProjected, project, reach, type Camera } from './camera';

/** Radii as shares of the picture's side. */
const smallest = 0.0027;
const largest = 0.02;
const ofAllPixels = 0.046;

const depthBuckets = 1024;

export class CloudView {
	readonly size: number;
	/** Points from the farthest to the nearest, once arranged. */
	readonly order: Uint32Array;
	/** Middle and radius of each point in shares of the picture's side, once arranged. */
	readonly x: Float32Array;
	readonly y: Float32Array;
	readonly radius: Float32Array;
	/** Red, green, blue of each point. */
	readonly colors: Uint8Array;

	readonly #positions: Float32Array;
	readonly #ownRadius: Float32Array;
	readonly #rims: Uint8Array;
	readonly #bucket: Uint16Array;
	readonly #starts = new Uint32Array(depthBuckets + 1);
	readonly #projected = newProjected();

	constructor({ positions, counts }: Cloud) {
		const size = (this.size = counts.length);
		this.#positions = positions;
		this.order = new Uint32Array(size);
		this.x = new Float32Array(size);
		this.y = new Float32Array(size);
		this.radius = new Float32Array(size);
		this.#ownRadius = new Float32Array(size);
		this.#bucket = new Uint16Array(size);
		this.colors = Uint8Array.from(positions, Math.round);
		this.#rims = new Uint8Array(3 * size);

		const pixels = counts.reduce((sum, count) => sum + count, 0);
		for (let i = 0; i < size; i++) {
			// The disc's area goes with the square root of its pixels: a single pixel stays visible beside a sky.
			const radius = ofAllPixels * Math.pow(counts[i]! / pixels, 0.25);
			this.#ownRadius[i] = Math.min(largest, Math.max(smallest, radius));
			// Light discs get a darker rim, dark ones a lighter: they stand out on paper of either kind.
			const [r, g, b] = this.colors.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
			const light = r + g + b > 3 * 110;
			for (let c = 0; c < 3; c++) {
				const level = this.colors[3 * i + c]!;
				this.#rims[3 * i + c] = light ? level * 0.76 : level + (255 - level) * 0.24;
			}
		}
	}

	/** Projects every point and orders them by depth: a counting sort, since a frame needs no finer order. */
	arrange(camera: Camera): void {
		const { size, order, x, y, radius } = this;
		const positions = this.#positions;
		const bucket = this.#bucket;
		const starts = this.#starts.fill(0);
		const projected = this.#projected;
		const toBucket = (depthBuckets - 1) / (2 * reach);
		for (let i = 0; i < size; i++) {
			project(camera, positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!, projected);
			x[i] = projected.x;
			y[i] = projected.y;
			radius[i] = this.#ownRadius[i]! * projected.scale;
			bucket[i] = Math.max(0, Math.min(depthBuckets - 1, (projected.depth + reach) * toBucket));
			starts[bucket[i]! + 1]!++;
		}
		for (let b = 0; b < depthBuckets; b++) starts[b + 1]! += starts[b]!;
		for (let i = 0; i < size; i++) order[starts[bucket[i]!]!++] = i;
	}

	/** Draws what was arranged into a square of `side` pixels; outside of the discs it is left transparent. */
	draw(rgba: Uint8ClampedArray, side: number): void {
		rgba.fill(0);
		for (let n = 0; n < this.size; n++) {
			const i = this.order[n]!;
			this.#disc(rgba, side, i, this.x[i]! * side, this.y[i]! * side, this.radius[i]! * side);
		}
	}

	#disc(rgba: Uint8ClampedArray, side: number, i: number, x: number, y: number, radius: number): void {
		const left = Math.max(0, Math.floor(x - radius - 0.5));
		const right = Math.min(side - 1, Math.ceil(x + radius + 0.5));
		const top = Math.max(0, Math.floor(y - radius - 0.5));
		const bottom = Math.min(side - 1, Math.ceil(y + radius + 0.5));
		const outer = (radius + 0.5) * (radius + 0.5);
		const inner = Math.max(0, radius - 0.5) * Math.max(0, radius - 0.5);
		// A rim on the smallest discs would be all there is of them.
		const rim = radius > 1.8 ? radius - Math.max(0.9, 0.2 * radius) : Infinity;
		const body = rim * rim;
		for (let py = top; py <= bottom; py++) {
			const dy = py + 0.5 - y;
			for (let px = left; px <= right; px++) {
				const dx = px + 0.5 - x;
				const distance = dx * dx + dy * dy;
				if (distance >= outer) continue;
				const shades = distance > body ? this.#rims : this.colors;
				const cover = distance <= inner ? 1 : radius + 0.5 - Math.sqrt(distance);
				blend(rgba, 4 * (py * side + px), shades, 3 * i, cover);
			}
		}
	}
}

/** One colour over what is there already, both with straight (not premultiplied) alpha. */
function blend(rgba: Uint8ClampedArray, at: number, colors: Uint8Array, color: number, cover: number): void {
	if (cover >= 1) {
		rgba[at] = colors[color]!;
		rgba[at + 1] = colors[color + 1]!;
		rgba[at + 2] = colors[color + 2]!;
		rgba[at + 3] = 255;
		return;
	}
	const below = (rgba[at + 3]! / 255) * (1 - cover);
	const alpha = cover + below;
	const share = cover / alpha;
	rgba[at] = colors[color]! * share + rgba[at]! * (1 - share);
	rgba[at + 1] = colors[color + 1]! * share + rgba[at + 1]! * (1 - share);
	rgba[at + 2] = colors[color + 2]! * share + rgba[at + 2]! * (1 - share);
	rgba[at + 3] = alpha * 255;
}
