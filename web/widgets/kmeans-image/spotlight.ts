const shade = new Uint32Array(new Uint8Array([12, 13, 16, 222]).buffer)[0]!;

/** A veil over every pixel but those of one palette entry: RGBA to lay over the picture. */
export function spotlight(indices: Uint8Array, entry: number): Uint8ClampedArray<ArrayBuffer> {
	const pixels = new Uint32Array(indices.length);
	for (let i = 0; i < indices.length; i++) if (indices[i] !== entry) pixels[i] = shade;
	return new Uint8ClampedArray(pixels.buffer);
}
