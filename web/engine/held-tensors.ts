/** Tensors in one of the core's modules, by handle. Sessions add what may be asked of them. */
import type { CoreTensor, TensorMaker } from './wasm/tensors.mjs';
import { isWhole } from './checks';
import { orThrow } from './or-throw';
import { listedFile, type HeldFile } from './tensor-files';
import type { Histogram, Tensor, TensorFile, TensorListing } from './tensor-types';
import { CoreError } from './types';

/** Values of a tensor that are opened. */
export const maxValues = 2 ** 26;

interface HeldTensor {
	tensor: CoreTensor;
	/** In its file, or as float32. */
	bytes: number;
}

export function checkBins(bins: number): void {
	if (!isWhole(bins, 1, 65536)) throw new CoreError('a histogram has 1 to 65536 bins');
}

export class HeldTensors<Core extends TensorMaker> {
	protected readonly core: Core;
	readonly #files = new Map<number, HeldFile>();
	readonly #held = new Map<number, HeldTensor>();
	#nextHandle = 1;

	constructor(core: Core) {
		this.core = core;
	}

	openListed(source: Blob, listing: TensorListing): TensorFile {
		return this.holdFile(listedFile(source, listing));
	}

	closeFile(handle: number): void {
		this.#files.get(handle)?.close();
		this.#files.delete(handle);
	}

	async openTensor(file: number, name: string): Promise<Tensor> {
		const held = this.#files.get(file);
		if (!held) throw new CoreError('that file has been closed');
		const index = held.listing.tensors.findIndex((entry) => entry.name === name);
		const entry = held.listing.tensors[index];
		if (!entry) throw new CoreError(`the file holds no tensor named ${name}`);
		this.#checkCount(entry.count);
		return held.withValues(index, (values) =>
			this.#hold(orThrow(this.core.makeTensor(entry.shape, values, name)), entry.bytes)
		);
	}

	makeTensor(shape: number[], values: Float32Array, name = ''): Tensor {
		this.#checkCount(values.length);
		return this.#hold(orThrow(this.core.makeTensor(shape, values, name)), 4 * values.length);
	}

	randomTensor(
		shape: number[],
		{
			seed = 1,
			outliers = 0,
			outlierScale = 10
		}: { seed?: number; outliers?: number; outlierScale?: number } = {}
	): Tensor {
		const count = shape.reduce((product, dimension) => product * dimension, 1);
		this.#checkCount(count);
		if (!isWhole(count, 0, maxValues) || !isWhole(seed, 0, Number.MAX_SAFE_INTEGER))
			throw new CoreError('dimensions and seed are whole numbers');
		if (!isWhole(outliers, 0, count)) throw new CoreError(`there are 0 to ${count} outliers`);
		return this.#hold(
			orThrow(this.core.randomTensor(shape, count, seed, outliers, outlierScale)),
			4 * count
		);
	}

	transpose(handle: number): Tensor {
		const { tensor, bytes } = this.of(handle);
		return this.#hold(tensor.transpose(), bytes);
	}

	setValue(handle: number, index: number, value: number): void {
		if (!this.of(handle).tensor.set(index, value))
			throw new CoreError(`the tensor has no value at ${index}`);
	}

	values(handle: number): Float32Array<ArrayBuffer> {
		return new Float32Array(this.of(handle).tensor.values());
	}

	release(handle: number): void {
		const held = this.#held.get(handle);
		if (!held) return;
		held.tensor.delete();
		this.#held.delete(handle);
	}

	histogram(handle: number, bins: number, range?: { min: number; max: number }): Histogram {
		checkBins(bins);
		const { tensor } = this.of(handle);
		if (range && !(Number.isFinite(range.min) && Number.isFinite(range.max) && range.min <= range.max))
			throw new CoreError('a histogram needs two finite ends, the lower one first');
		return tensor.histogram(bins, range?.min, range?.max);
	}

	protected holdFile(file: HeldFile): TensorFile {
		const handle = this.#nextHandle++;
		this.#files.set(handle, file);
		return { ...file.listing, handle };
	}

	#hold(tensor: CoreTensor, bytes: number): Tensor {
		const handle = this.#nextHandle++;
		const { name, count, columns } = tensor;
		this.#held.set(handle, { tensor, bytes });
		const rows = columns > 0 ? count / columns : 0;
		return { handle, name, shape: tensor.shape(), count, rows, columns, bytes, ...tensor.scan() };
	}

	protected of(handle: number): HeldTensor {
		const held = this.#held.get(handle);
		if (!held) throw new CoreError('that tensor has been released');
		return held;
	}

	#checkCount(count: number): void {
		if (count > maxValues)
			throw new CoreError(`the tensor has ${count} values; up to ${maxValues} can be opened here`);
	}
}
