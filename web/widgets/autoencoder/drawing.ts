/** A picture of 16 × 16 pixels under somebody's brush. Colours are #rrggbb; every change makes another array. */
import type { Point } from '$parts/probe';
import { side } from '../faces/tiles';

export type Pixels = Uint8ClampedArray<ArrayBuffer>;

export const isInside = ({ x, y }: Point): boolean => x >= 0 && y >= 0 && x < side && y < side;

export const mirrored = ({ x, y }: Point): Point => ({ x: side - 1 - x, y });

export function colorAt(pixels: Pixels, { x, y }: Point): string {
	const at = 4 * (y * side + x);
	return `#${[...pixels.subarray(at, at + 3)].map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}

const levelsOf = (color: string): number[] => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

function put(pixels: Pixels, { x, y }: Point, [red = 0, green = 0, blue = 0]: number[]): void {
	pixels.set([red, green, blue, 255], 4 * (y * side + x));
}

export function filledWith(color: string): Pixels {
	const pixels = new Uint8ClampedArray(4 * side * side);
	const levels = levelsOf(color);
	for (let i = 0; i < side * side; i++) pixels.set([...levels, 255], 4 * i);
	return pixels;
}

/** The cells of a straight stroke, by Bresenham's algorithm: a quick hand leaves no gaps. */
export function cellsBetween(from: Point, to: Point): Point[] {
	const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
	const [sx, sy] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)];
	const cells = [];
	let { x, y } = from;
	let error = dx - dy;
	for (;;) {
		cells.push({ x, y });
		if (x === to.x && y === to.y) return cells;
		const twice = 2 * error;
		if (twice > -dy) {
			error -= dy;
			x += sx;
		}
		if (twice < dx) {
			error += dx;
			y += sy;
		}
	}
}

export function painted(pixels: Pixels, cells: readonly Point[], color: string): Pixels {
	const changed = pixels.slice();
	for (const cell of cells) if (isInside(cell)) put(changed, cell, levelsOf(color));
	return changed;
}

/** All cells of one colour that hang together by their edges. */
export function flooded(pixels: Pixels, start: Point, color: string): Pixels {
	if (!isInside(start)) return pixels;
	const before = colorAt(pixels, start);
	if (before === color) return pixels;
	const changed = pixels.slice();
	const waiting = [start];
	for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
		if (!isInside(cell) || colorAt(changed, cell) !== before) continue;
		put(changed, cell, levelsOf(color));
		const { x, y } = cell;
		waiting.push({ x: x - 1, y }, { x: x + 1, y }, { x, y: y - 1 }, { x, y: y + 1 });
	}
	return changed;
}

export const isSame = (a: Pixels, b: Pixels): boolean =>
	a === b || (a.length === b.length && a.every((value, i) => value === b[i]));
