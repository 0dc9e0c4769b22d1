/** Reading a picture cell by cell: which cell a pointer is over, and where the keys lead. */
export interface Point {
	x: number;
	y: number;
}

export interface Grid {
	width: number;
	height: number;
}

export function insideGrid({ x, y }: Point, { width, height }: Grid): Point {
	return { x: Math.min(width - 1, Math.max(0, x)), y: Math.min(height - 1, Math.max(0, y)) };
}

/** The cell under a pointer; undefined while the element has no size. */
export function cellUnder(
	{ clientX, clientY }: { clientX: number; clientY: number },
	element: Element,
	grid: Grid
): Point | undefined {
	const box = element.getBoundingClientRect();
	if (!box.width || !box.height) return undefined;
	return insideGrid(
		{
			x: Math.floor(((clientX - box.left) / box.width) * grid.width),
			y: Math.floor(((clientY - box.top) / box.height) * grid.height)
		},
		grid
	);
}

/**
 * Where a key leads: one cell, with Shift a stride; null to let go; undefined for a key that is left to the page. The
 * first key starts from the middle of a picture that is not read yet.
 */
export function cellAfterKey(
	{ key, shiftKey }: { key: string; shiftKey: boolean },
	from: Point | null,
	grid: Grid
): Point | null | undefined {
	if (key === 'Escape') return null;
	const stride = shiftKey ? Math.max(2, Math.round(grid.width / 24)) : 1;
	const move = {
		ArrowLeft: { x: -stride, y: 0 },
		ArrowRight: { x: stride, y: 0 },
		ArrowUp: { x: 0, y: -stride },
		ArrowDown: { x: 0, y: stride }
	}[key];
	if (!move) return undefined;
	const start = from ?? { x: Math.floor(grid.width / 2), y: Math.floor(grid.height / 2) };
	return insideGrid({ x: start.x + move.x, y: start.y + move.y }, grid);
}
