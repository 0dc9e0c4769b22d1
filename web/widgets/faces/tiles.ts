/** Faces beside each other in one picture. */
export const side = 16;
export const faceBytes = 4 * side * side;

export interface Tiling {
	columns: number;
	rows: number;
	/** In pixels, the lines between faces included. */
	width: number;
	height: number;
}

/** As near to a square as it gets, or so many columns; one pixel lies between two faces. */
export function tilingOf(faces: number, columns = Math.ceil(Math.sqrt(faces))): Tiling {
	const rows = Math.ceil(faces / columns);
	return { columns, rows, width: columns * (side + 1) - 1, height: rows * (side + 1) - 1 };
}

/** What lies between faces is transparent, as are faces that are not there yet. */
export function tiled(faces: Uint8ClampedArray, { columns, rows, width, height }: Tiling) {
	const picture = new Uint8ClampedArray(4 * width * height);
	const count = Math.min(faces.length / faceBytes, columns * rows);
	for (let face = 0; face < count; face++) {
		const left = (face % columns) * (side + 1);
		const top = Math.floor(face / columns) * (side + 1);
		for (let y = 0; y < side; y++) {
			const from = face * faceBytes + 4 * side * y;
			picture.set(faces.subarray(from, from + 4 * side), 4 * ((top + y) * width + left));
		}
	}
	return picture;
}

export const faceOf = (faces: Uint8ClampedArray<ArrayBuffer>, face: number): Uint8ClampedArray<ArrayBuffer> =>
	faces.slice(face * faceBytes, (face + 1) * faceBytes);
