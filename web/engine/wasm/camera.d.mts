/** The module that Emscripten writes beside this file. Bindings: cpp/bindings/camera.cpp. */

/** Arrays are views into the module's memory: valid until the next call, so read or copy them at once. */
export interface CoreCamera {
	delete(): void;
	/** Share of the pixels whose index is another than in the last frame. */
	readonly changed: number;
	/** Largest change of any channel of any palette entry since the last frame, in levels. */
	readonly paletteStep: number;
	/** Estimated standard deviation of the noise of one channel, in levels. */
	readonly noise: number;
	readonly errorScale: number;
	readonly rawBytes: number;
	readonly indexedBytes: number;
	/** RGBA bytes, to be filled with the next frame. */
	frame(): Uint8Array<ArrayBuffer>;
	setNoise(sigma: number, seed: number): void;
	/** Adds the noise that was set to what is in frame(). */
	addNoise(): void;
	cluster(k: number, mode: string): string | undefined;
	assign(): void;
	/** What assign() works on: RGBA bytes, alpha 255 where a pixel has moved. */
	denoised(): Uint8Array<ArrayBuffer>;
	/** For entries a and b at [a · entries + b]; see cpp/roundoff/video/sticky.h. */
	stickiness(): Int32Array;
	/** In place of assign(): where to write the indices that it would find, for `take`. */
	found(): Uint8Array<ArrayBuffer>;
	/** False, and nothing is taken, where an index names no entry. */
	take(): boolean;
	/** RGBA bytes. */
	paint(): Uint8Array<ArrayBuffer>;
	paintError(): Uint8Array<ArrayBuffer>;
	mse(): number;
	palette(): Uint8Array;
	indices(): Uint8Array;
	counts(): Uint32Array;
	png(mirrored: boolean): Uint8Array | string;
}

export interface CameraCore {
	openCamera(width: number, height: number): CoreCamera | string;
	colorMap(): Uint8Array;
}

export default function createCamera(module?: {
	wasmBinary?: ArrayBuffer | Uint8Array;
}): Promise<CameraCore>;
