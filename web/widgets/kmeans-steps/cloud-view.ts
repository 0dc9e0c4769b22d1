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
	/** Red, green, blue, alpha of each point. */
	readonly colors: Uint8Array;

	readonly #positions: Float32Array;
	readonly #ownRadius: Float32Array;
	/** The same bytes, a pixel at a time. */
	readonly #colorWords: Uint32Array;
	readonly #rims: Uint8Array;
	readonly #rimWords: Uint32Array;
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
		this.colors = new Uint8Array(4 * size).fill(255);
		this.#rims = new Uint8Array(4 * size).fill(255);
		this.#colorWords = new Uint32Array(this.colors.buffer);
		this.#rimWords = new Uint32Array(this.#rims.buffer);

		const pixels = counts.reduce((sum, count) => sum + count, 0);
		for (let i = 0; i < size; i++) {
			// The disc's area goes with the square root of its pixels: a single pixel stays visible beside a sky.
			const radius = ofAllPixels * Math.pow(counts[i]! / pixels, 0.25);
			this.#ownRadius[i] = Math.min(largest, Math.max(smallest, radius));
		}
		this.paint();
	}

	/** Gives each point the colour of the centroid that it joins (k × 3 levels), or its own back. */
	paint(centroids?: Float32Array, nearest?: Uint8Array): void {
		for (let i = 0; i < this.size; i++) {
			const from = centroids && nearest ? centroids : this.#positions;
			const at = 3 * (centroids && nearest ? nearest[i]! : i);
			const sum = from[at]! + from[at + 1]! + from[at + 2]!;
			// Light discs get a darker rim, dark ones a lighter: they stand out on paper of either kind.
			const light = sum > 3 * 110;
			for (let channel = 0; channel < 3; channel++) {
				const level = Math.round(from[at + channel]!);
				this.colors[4 * i + channel] = level;
				this.#rims[4 * i + channel] = light ? level * 0.76 : level + (255 - level) * 0.24;
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
		const words = new Uint32Array(rgba.buffer, rgba.byteOffset, side * side);
		for (let n = 0; n < this.size; n++) this.#disc(words, side, this.order[n]!);
	}

	#disc(words: Uint32Array, side: number, i: number): void {
		const x = this.x[i]! * side;
		const y = this.y[i]! * side;
		const radius = this.radius[i]! * side;
		const left = Math.max(0, Math.floor(x - radius - 0.5));
		const right = Math.min(side - 1, Math.ceil(x + radius + 0.5));
		const top = Math.max(0, Math.floor(y - radius - 0.5));
		const bottom = Math.min(side - 1, Math.ceil(y + radius + 0.5));
		// A rim on the smallest discs would be all there is of them.
		const hasRim = radius > 1.8;
		const rim = hasRim ? radius - Math.max(0.9, 0.2 * radius) : radius;
		const rimWord = (hasRim ? this.#rimWords : this.#colorWords)[i]!;
		const word = this.#colorWords[i]!;
		// Squared distances within which a pixel is touched, covered, and inside of the rim.
		const outer = (radius + 0.5) * (radius + 0.5);
		const covered = radius > 0.5 ? (radius - 0.5) * (radius - 0.5) : -1;
		const body = Math.min(covered, rim * rim);
		const perCover = 256 / (outer - Math.max(0, covered));
		for (let py = top; py <= bottom; py++) {
			const dy = py + 0.5 - y;
			for (let px = left; px <= right; px++) {
				const dx = px + 0.5 - x;
				const distance = dx * dx + dy * dy;
				if (distance >= outer) continue;
				const pixel = py * side + px;
				if (distance <= body) words[pixel] = word;
				else if (distance <= covered) words[pixel] = rimWord;
				else words[pixel] = over(words[pixel]!, rimWord, (outer - distance) * perCover);
			}
		}
	}
}

/**
 * An opaque colour over what is there already, covering `cover` of 256 parts of it. Both with straight (not
 * premultiplied) alpha, packed as every browser's machine has them: alpha highest, red lowest.
 */
function over(under: number, color: number, cover: number): number {
	const alphaUnder = under >>> 24;
	// How much of the result's colour is the new one, and how opaque the result is.
	let share = cover | 0;
	let alpha = 255;
	if (alphaUnder < 255) {
		const seen = (alphaUnder * (256 - share)) >> 8;
		alpha = Math.min(255, share + seen);
		share = alpha > 0 ? Math.min(256, ((256 * share) / alpha) | 0) : 0;
	}
	const rest = 256 - share;
	const redBlue = (Math.imul(under & 0xff00ff, rest) + Math.imul(color & 0xff00ff, share)) >>> 8;
	const green = (Math.imul(under & 0xff00, rest) + Math.imul(color & 0xff00, share)) >>> 8;
	return ((alpha << 24) | (redBlue & 0xff00ff) | (green & 0xff00)) >>> 0;
}
