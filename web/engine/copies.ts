/** Copies of what lies in the core's memory, so that it can be handed over. */

export const copy = (view: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(view);

/** Copied as bytes and then renamed: copying into another kind of array goes element by element. */
export const pixels = (view: Uint8Array): Uint8ClampedArray<ArrayBuffer> =>
	new Uint8ClampedArray(copy(view).buffer);
