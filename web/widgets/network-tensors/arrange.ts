/**
 * A tensor of any shape as one picture. Its last two axes are a tile; a convolution's taps stand beside each other as
 * they do in its kernel, 3 × 3 or 5 × 5 tiles of inputs × outputs. Only the order of pixels is another.
 */
export interface Arrangement {
	width: number;
	height: number;
	/** Tiles down and across, and the size of one. */
	tiles: { down: number; across: number; height: number; width: number };
	/** Whether there is more of the tensor than is shown. */
	isCut: boolean;
}

/** More pixels than this, either way, are cut off. */
export const longestSide = 512;
const gap = 1;
const longestRow = 64;

export function arrangementOf(shape: readonly number[]): Arrangement {
	const tiles = tilesOf(shape);
	const width = Math.max(1, tiles.across * (tiles.width + gap) - gap);
	const height = Math.max(1, tiles.down * (tiles.height + gap) - gap);
	return {
		width: Math.min(longestSide, width),
		height: Math.min(longestSide, height),
		tiles,
		isCut: Math.max(width, height) > longestSide
	};
}

function tilesOf(shape: readonly number[]): Arrangement['tiles'] {
	const [width = 1, height = 1, ...outer] = [...shape].reverse();
	// A vector is folded into lines.
	if (shape.length < 2)
		return {
			down: Math.ceil(width / longestRow),
			across: 1,
			height: 1,
			width: Math.min(width, longestRow)
		};
	const [across = 1, down = 1] = outer;
	if (outer.length === 2) return { down, across, height, width };
	const count = outer.reduce((product, side) => product * side, 1);
	const wide = Math.max(1, Math.round(Math.sqrt((count * height) / width)));
	return { down: Math.ceil(count / wide), across: Math.min(wide, count), height, width };
}

/** The position in the tensor of the value at a pixel; undefined on the lines between tiles and beyond the end. */
export function positionAt(
	{ x, y }: { x: number; y: number },
	{ tiles }: Arrangement,
	count: number
): number | undefined {
	const [column, left] = [Math.floor(x / (tiles.width + gap)), x % (tiles.width + gap)];
	const [row, top] = [Math.floor(y / (tiles.height + gap)), y % (tiles.height + gap)];
	if (left >= tiles.width || top >= tiles.height || column >= tiles.across) return undefined;
	const at = ((row * tiles.across + column) * tiles.height + top) * tiles.width + left;
	return at < count ? at : undefined;
}

/** Index along each axis of the value at a position: `[1, 1, 40, 3]`. */
export function indicesOf(position: number, shape: readonly number[]): number[] {
	const indices: number[] = [];
	for (const side of [...shape].reverse()) {
		indices.unshift(position % side);
		position = Math.floor(position / side);
	}
	return indices;
}

/** The tensor's pixels, rows × columns of them, in this arrangement; clear between the tiles. */
export function arranged(
	rgba: Uint8ClampedArray<ArrayBuffer>,
	{ width, height, tiles }: Arrangement
): Uint8ClampedArray<ArrayBuffer> {
	if (tiles.down === 1 && tiles.across === 1 && tiles.width === width)
		return rgba.subarray(0, 4 * width * height);
	const picture = new Uint8ClampedArray(4 * width * height);
	const from = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
	const to = new Uint32Array(picture.buffer);
	for (let y = 0; y < height; y++) {
		const top = y % (tiles.height + gap);
		if (top === tiles.height) continue;
		const row = Math.floor(y / (tiles.height + gap));
		for (let column = 0; column < tiles.across; column++) {
			const left = column * (tiles.width + gap);
			if (left >= width) break;
			const start = ((row * tiles.across + column) * tiles.height + top) * tiles.width;
			const end = Math.min(start + Math.min(tiles.width, width - left), from.length);
			if (end > start) to.set(from.subarray(start, end), y * width + left);
		}
	}
	return picture;
}
