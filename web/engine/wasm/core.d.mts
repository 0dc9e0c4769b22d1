/** The module that Emscripten writes beside this file. Bindings: cpp/bindings. */

interface Handle {
	delete(): void;
}

export interface CoreOptions {
	k: number;
	space: string;
	seeding: string;
	seed: number;
	effort: string;
}

/** Arrays are views into the module's memory: valid until the next call, so copy them at once. */
export interface CoreQuantization extends Handle {
	readonly colors: number;
	readonly exact: boolean;
	readonly inertia: number;
	readonly iterations: number;
	readonly clusterSeconds: number;
	readonly assignSeconds: number;
	readonly paintSeconds: number;
	readonly mse: number;
	readonly psnrDb: number;
	readonly rawBytes: number;
	readonly indexedBytes: number;
	palette(): Uint8Array;
	counts(): Uint32Array;
	indices(): Uint8Array;
	rgba(): Uint8Array;
	ssim(): number;
	deltaE(): { mean: number; max: number };
	png(): Uint8Array | string;
	errorMap(): {
		error: Float32Array;
		rgba: Uint8Array;
		scaleMax: number;
		mean: number;
		max: number;
		worst: { x: number; y: number; size: number; mean: number }[];
	};
}

export interface CorePicture extends Handle {
	readonly width: number;
	readonly height: number;
	readonly uniqueColors: number;
	rgba(): Uint8Array;
	quantize(options: CoreOptions): CoreQuantization | string;
	/** In k × 3 bytes of colours, or in those that k-means makes of them. */
	paintWith(palette: Uint8Array, settle: boolean): CoreQuantization | string;
	/** The arrays are copies. */
	steps(options: CoreOptions):
		| { frames: Float32Array<ArrayBuffer>[]; nearest: Uint8Array<ArrayBuffer>[]; mse: number[] }
		| string;
	cloud(): { positions: Float32Array; counts: Uint32Array };
}

export interface Core {
	/** The whole memory; another array once it has grown. */
	readonly HEAPU8: Uint8Array;
	pictureFromRgba(rgba: Uint8Array, width: number, height: number): CorePicture | string;
	pictureFromFile(file: Uint8Array): CorePicture | string;
	inspectFile(file: Uint8Array): { width: number; height: number; plain: boolean } | string;
	colorMap(): Uint8Array;
}

export default function createCore(module?: { wasmBinary?: ArrayBuffer | Uint8Array }): Promise<Core>;
