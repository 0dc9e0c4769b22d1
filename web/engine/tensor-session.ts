/** The core's tensors as the worker offers them: by handle, answers as copies that can be handed over. */
import type { Files } from './wasm/files.mjs';
import type { CoreCompressed, CoreTensor, Tensors } from './wasm/tensors.mjs';
import { isWhole, mustBeWhole } from './checks';
import { copy, pixels } from './copies';
import { HeldTensors, checkBins } from './held-tensors';
import { KeptResults } from './kept-results';
import { levelsIn } from './levels';
import { completeMethod } from './method-options';
import { orThrow } from './or-throw';
import { openedFile } from './tensor-files';
import type {
	ClipCurve,
	CodedTensor,
	ColorMaps,
	Compressed,
	PictureName,
	Pictures,
	RateBounds,
	RatePoint,
	RateQuantizer,
	RateSetting,
	TensorFile,
	TensorOptions,
	ValueChange,
	Wanted
} from './tensor-types';
import { CoreError } from './types';

/** Results that are kept for each tensor: figures stand side by side; of a large tensor only the last. */
const keptOf = (count: number) => (count > 2 ** 22 ? 1 : 6);

/** Values of a tensor that is painted. */
export const maxPixels = 2 ** 24;

/** Bytes of a file that are taken into the core's memory, which ends at 2 GB. */
export const maxFileBytes = 2 ** 29;

const pictureNames: readonly PictureName[] = ['before', 'integers', 'after', 'error'];

function checkDrawable({ count }: CoreTensor): void {
	if (count > maxPixels)
		throw new CoreError(`a tensor of ${count} values is too large to draw; up to ${maxPixels} can be`);
}

export class TensorSession extends HeldTensors<Tensors> {
	readonly #loadReader: () => Promise<Files>;
	readonly #results = new Map<number, KeptResults<CoreCompressed>>();
	#reader: Promise<Files> | undefined;

	/** The module that reads files is loaded for the first of them. */
	constructor(core: Tensors, loadReader: () => Promise<Files>) {
		super(core);
		this.#loadReader = loadReader;
	}

	async openFile(source: Blob): Promise<TensorFile> {
		if (source.size > maxFileBytes) {
			throw new CoreError(
				`the file has ${source.size} bytes; up to ${maxFileBytes} can be opened here, any file by the command roundoff tensor`
			);
		}
		const reader = (this.#reader ??= this.#loadReader());
		// what could not be loaded is tried again with the next file
		reader.catch(() => (this.#reader = undefined));
		return this.holdFile(await openedFile(await reader, source));
	}

	override setValue(handle: number, index: number, value: number): void {
		super.setValue(handle, index, value);
		this.#forget(handle);
	}

	override release(handle: number): void {
		this.#forget(handle);
		super.release(handle);
	}

	compress(handle: number, options: TensorOptions, want: Wanted = {}): Compressed {
		const { tensor, bytes } = this.of(handle);
		const result = this.#result(handle, options);
		const centroids = new Float32Array(result.centroids());
		const integerRange = result.integerRange();
		if (want.errorBins !== undefined) checkBins(want.errorBins);
		return {
			options,
			bits: result.bits,
			effectiveBits: result.effectiveBits,
			bytes: { before: bytes, after: result.bytes },
			scales: new Float32Array(result.scales()),
			zeroPoints: new Int8Array(result.zeroPoints()),
			ranges: new Float32Array(result.ranges()),
			...(integerRange && { integerRange }),
			...(centroids.length > 0 && { centroids }),
			error: result.error(),
			seconds: result.seconds,
			...(want.values && { values: new Float32Array(result.values()) }),
			...(want.integers && {
				integers: new Int16Array(result.integers()),
				integersShape: result.integersShape()
			}),
			...(want.levels && { levels: levelsIn(result.values(), want.levels) }),
			...(want.errors && { errors: new Float32Array(result.errors()) }),
			...(want.pictures && { pictures: this.#pictures(tensor, result, want) }),
			...(want.errorBins !== undefined && { errorHistogram: result.errorHistogram(want.errorBins) }),
			...(want.integerCounts && { integerCounts: result.integerCounts() })
		};
	}

	compressAll(
		handle: number,
		list: readonly TensorOptions[],
		want: Omit<Wanted, 'errorScale'> = {},
		changes: readonly ValueChange[] = []
	): { results: Compressed[]; errorScale: number } {
		for (const { index, value } of changes) this.setValue(handle, index, value);
		const errorScale = Math.max(...list.map((options) => this.#result(handle, options).error().maxAbs));
		const wanted = { ...want, errorScale: errorScale || 1 };
		return { results: list.map((options) => this.compress(handle, options, wanted)), errorScale };
	}

	npy(handle: number, options: TensorOptions, what: 'values' | 'integers'): Uint8Array<ArrayBuffer> {
		const result = this.#result(handle, options);
		return copy(what === 'values' ? result.valuesNpy() : result.integersNpy());
	}

	clipCurve(handle: number, options: TensorOptions, points: number): ClipCurve {
		if (!isWhole(points, 1, 4096)) throw new CoreError('a clip curve has 1 to 4096 points');
		return orThrow(this.core.clipCurve(this.of(handle).tensor, completeMethod(options), points));
	}

	rateCurve(handle: number, quantizer: RateQuantizer): RatePoint[] {
		return orThrow(this.core.rateCurve(this.of(handle).tensor, quantizer));
	}

	rateBounds(handle: number): RateBounds {
		return orThrow(this.core.rateBounds(this.of(handle).tensor));
	}

	coded(handle: number, { quantizer, bits = 0, step = 0 }: RateSetting): CodedTensor {
		mustBeWhole({ bits });
		return orThrow(this.core.coded(this.of(handle).tensor, quantizer, bits, step));
	}

	picture(handle: number, scale: number): Uint8ClampedArray<ArrayBuffer> {
		const { tensor } = this.of(handle);
		checkDrawable(tensor);
		return new Uint8ClampedArray(this.core.picture(tensor, scale).buffer);
	}

	colorMaps(): ColorMaps {
		return {
			heat: copy(this.core.heatMap()),
			signed: copy(this.core.signedMap()),
			odd: { heat: this.core.heatOdd(), signed: this.core.signedOdd() }
		};
	}

	#result(handle: number, options: TensorOptions): CoreCompressed {
		const { tensor } = this.of(handle);
		const results = this.#results.get(handle) ?? new KeptResults(keptOf(tensor.count));
		this.#results.set(handle, results);
		const method = completeMethod(options);
		return results.get(JSON.stringify(method), () => orThrow(this.core.compress(tensor, method)));
	}

	#forget(handle: number): void {
		this.#results.get(handle)?.clear();
		this.#results.delete(handle);
	}

	#pictures(tensor: CoreTensor, result: CoreCompressed, want: Wanted): Pictures {
		checkDrawable(tensor);
		const isWanted = (name: PictureName) =>
			typeof want.pictures === 'object' ? want.pictures.includes(name) : true;
		const { valueScale, errorScale, ...painted } = result.pictures(
			want.valueScale,
			want.errorScale,
			isWanted('before'),
			isWanted('integers'),
			isWanted('after'),
			isWanted('error')
		);
		const pictures: Pictures = { valueScale, errorScale };
		for (const name of pictureNames) if (isWanted(name)) pictures[name] = pixels(painted[name]);
		return pictures;
	}
}
