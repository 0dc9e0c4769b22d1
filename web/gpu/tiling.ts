/** The ways to cut a matrix product that are worth a try on an adapter; which one is fastest is measured (tuning.ts). */
import type { AdapterFacts } from './device';
import type { Tiling } from './kernels';
import { groupsFor } from './threads';
import type { LayerWeights } from './weights';

/** Rows of a product: those of one or two faces, of some, of many. */
export type Size = 'few' | 'some' | 'many';

export const sizeOf = (rows: number): Size => (rows <= 8 ? 'few' : rows <= 64 ? 'some' : 'many');

/** Rows that stand for a size when it is measured. */
export const typicalRows: Record<Size, number> = { few: 2, some: 32, many: 128 };

const tile = (TILE_ROWS: number, TILE_COLUMNS: number, DEPTH: number, COLUMNS: number): Tiling => ({
	kernel: 'tile',
	...{ TILE_ROWS, TILE_COLUMNS, DEPTH, COLUMNS, HALF: 0 }
});
const dot = (TILE_ROWS: number, TILE_COLUMNS: number, COLUMNS: number): Tiling => ({
	kernel: 'dot',
	...{ TILE_ROWS, TILE_COLUMNS, COLUMNS }
});

const tiles: Record<Size, Tiling[]> = {
	few: [tile(4, 32, 64, 1), tile(8, 32, 32, 1), tile(16, 32, 32, 2)],
	some: [tile(16, 64, 16, 4), tile(32, 32, 16, 4), tile(32, 64, 16, 4)],
	many: [tile(32, 32, 16, 4), tile(64, 64, 16, 4), tile(64, 64, 8, 8)]
};

const dots: Record<Size, Tiling[]> = {
	few: [dot(4, 32, 1)],
	some: [dot(16, 64, 4)],
	many: [dot(32, 64, 4), dot(64, 64, 8)]
};

const inHalf = (tiling: Tiling): Tiling[] => (tiling.kernel === 'tile' ? [{ ...tiling, HALF: 1 }] : []);

/** Rows × columns of a thread of the lanes kernel. Eight loads of a window take SwiftShader a minute to compile. */
const lanesSizes: Record<Size, [rows: number, columns: number][]> = {
	few: [
		[4, 2],
		[4, 8]
	],
	some: [
		[8, 4],
		[16, 4]
	],
	many: [[16, 4]]
};

/**
 * None needs more than the limits that every adapter has. Half of a float multiplies only weights that are no more than
 * that: with all others it would be what their answers differ by. A CPU has no unit for it, nor for packed integers:
 * nothing to try there.
 */
export function candidates(
	{ lanes, software, half, dot }: AdapterFacts,
	size: Size,
	{ encoding, dotBits }: Pick<LayerWeights, 'encoding' | 'dotBits'>
): Tiling[] {
	const byLanes = lanes
		? lanesSizes[size].map(([rows, COLUMNS]): Tiling => ({
				kernel: 'lanes',
				LANES: lanes,
				LOADS: Math.max(1, Math.round(rows / lanes)),
				// as many registers whatever the number of lanes
				COLUMNS: Math.max(1, Math.min(COLUMNS, Math.floor(64 / Math.max(rows, lanes))))
			}))
		: [];
	if (!software) {
		return [
			...tiles[size],
			...(half && encoding === 'float16' ? tiles[size].slice(-2).flatMap(inHalf) : []),
			...(dot && dotBits ? dots[size] : []),
			...(lanes <= 32 ? byLanes.slice(0, 1) : [])
		];
	}
	return byLanes.length ? byLanes : tiles[size].slice(0, 2);
}

/** Workgroups in x and y that cover rows × columns. */
export function gridOf(tiling: Tiling, rows: number, columns: number): [x: number, y: number] {
	switch (tiling.kernel) {
		case 'ref':
			return [groupsFor(rows * columns), 1];
		case 'tile':
		case 'dot':
			return [Math.ceil(columns / tiling.TILE_COLUMNS), Math.ceil(rows / tiling.TILE_ROWS)];
		case 'lanes':
			return [
				Math.ceil(columns / (tiling.COLUMNS * tiling.LANES)),
				Math.ceil(rows / (tiling.LOADS * tiling.LANES))
			];
	}
}
