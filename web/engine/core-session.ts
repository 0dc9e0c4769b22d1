/** The core as the worker offers it: pictures by handle, answers as copies that can be handed over. */
import type { Core, CoreOptions, CorePicture, CoreQuantization } from './wasm/core.mjs';
import { copy, pixels } from './copies';
import { KeptResults } from './kept-results';
import { openPicture } from './open-picture';
import { orThrow } from './or-throw';
import type {
	Cloud,
	CurvePoint,
	Effort,
	ErrorMap,
	Measures,
	Picture,
	Quantized,
	QuantizeOptions,
	Steps,
	Usage
} from './types';
import { CoreError } from './types';

/** Full results that are kept for each picture: the figures of one page ask for the same few. */
const kept = 6;

interface Held {
	picture: CorePicture;
	full: KeptResults<CoreQuantization>;
	/** The last one only: a figure may ask for a draft's picture and then for its error. */
	drafts: KeptResults<CoreQuantization>;
}

function complete(options: QuantizeOptions): CoreOptions {
	const { k, space = 'srgb', seeding = 'split', seed = 1, effort = 'full' } = options;
	return { k, space, seeding, seed, effort };
}

const answered = (result: CoreQuantization, k: number, effort: Effort): Quantized => ({
	k,
	colors: result.colors,
	exact: result.exact,
	effort,
	palette: copy(result.palette()),
	counts: new Uint32Array(result.counts()),
	indices: copy(result.indices()),
	rgba: pixels(result.rgba()),
	mse: result.mse,
	psnrDb: result.psnrDb,
	inertia: result.inertia,
	iterations: result.iterations,
	bytes: { raw: result.rawBytes, indexed: result.indexedBytes },
	seconds: {
		cluster: result.clusterSeconds,
		assign: result.assignSeconds,
		paint: result.paintSeconds
	}
});

export class CoreSession {
	readonly #core: Core;
	readonly #held = new Map<number, Held>();
	#nextHandle = 1;

	constructor(core: Core) {
		this.#core = core;
	}

	async load(source: Blob | ImageData): Promise<Picture> {
		const { picture, scaledFrom } = await openPicture(this.#core, source);
		const handle = this.#nextHandle++;
		this.#held.set(handle, { picture, full: new KeptResults(kept), drafts: new KeptResults(1) });
		const { width, height, uniqueColors } = picture;
		const rgba = pixels(picture.rgba());
		return {
			handle,
			width,
			height,
			pixels: width * height,
			uniqueColors,
			rgba,
			...(scaledFrom && { scaledFrom })
		};
	}

	release(handle: number): void {
		const held = this.#held.get(handle);
		if (!held) return;
		held.full.clear();
		held.drafts.clear();
		held.picture.delete();
		this.#held.delete(handle);
	}

	quantize(handle: number, options: QuantizeOptions): Quantized {
		const asked = complete(options);
		return this.#with(handle, asked, (result) => answered(result, asked.k, options.effort ?? 'full'));
	}

	paintWith(handle: number, palette: Uint8Array, { settle = false }: { settle?: boolean } = {}): Quantized {
		const result = orThrow(this.#of(handle).picture.paintWith(palette, settle));
		const answer = answered(result, palette.length / 3, 'full');
		result.delete();
		return answer;
	}

	measure(handle: number, options: QuantizeOptions): Measures {
		return this.#with(handle, complete(options), (result) => ({
			ssim: result.ssim(),
			deltaE: result.deltaE(),
			pngBytes: orThrow(result.png()).length
		}));
	}

	png(handle: number, options: QuantizeOptions): Uint8Array<ArrayBuffer> {
		return this.#with(handle, complete(options), (result) => copy(orThrow(result.png())));
	}

	errorMap(handle: number, options: QuantizeOptions): ErrorMap {
		return this.#with(handle, complete(options), (result) => {
			const map = result.errorMap();
			return { ...map, error: new Float32Array(map.error), rgba: pixels(map.rgba) };
		});
	}

	point(handle: number, options: QuantizeOptions): CurvePoint {
		return this.#with(handle, complete(options), (result) => {
			const { width, height } = this.#of(handle).picture;
			const bitsPerPixel = (8 * result.indexedBytes) / (width * height);
			return {
				k: options.k,
				colors: result.colors,
				mse: result.mse,
				psnrDb: result.psnrDb,
				bitsPerPixel
			};
		});
	}

	steps(handle: number, options: QuantizeOptions): Steps {
		return { k: options.k, ...orThrow(this.#of(handle).picture.steps(complete(options))) };
	}

	cloud(handle: number): Cloud {
		const { positions, counts } = this.#of(handle).picture.cloud();
		return { positions: new Float32Array(positions), counts: new Uint32Array(counts) };
	}

	colorMap(): Uint8Array<ArrayBuffer> {
		return copy(this.#core.colorMap());
	}

	usage(): Usage {
		return { pictures: this.#held.size, memory: this.#core.HEAPU8.byteLength };
	}

	#of(handle: number): Held {
		const held = this.#held.get(handle);
		if (!held) throw new CoreError('that picture has been released');
		return held;
	}

	#with<T>(handle: number, options: CoreOptions, read: (result: CoreQuantization) => T): T {
		const { picture, full, drafts } = this.#of(handle);
		const results = options.effort === 'draft' ? drafts : full;
		const result = results.get(JSON.stringify(options), () => orThrow(picture.quantize(options)));
		return read(result);
	}
}
