/** The one uniform buffer of a run: every dispatch has its numbers at an offset of its own. */
import type { Gpu } from './device';
import { uniformStride, writeFields } from './fields';

type FieldList = Parameters<typeof writeFields>[2];

export class Uniforms {
	#words = new Uint32Array(0);
	#count = 0;
	#buffer: GPUBuffer | undefined;
	readonly #gpu: Gpu;

	constructor(gpu: Gpu) {
		this.#gpu = gpu;
	}

	/** The offset in bytes of these numbers. Before `allocate`. */
	add<F extends FieldList>(fields: F, values: Readonly<Record<keyof F, number>>): number {
		const offset = this.#count++ * uniformStride;
		const needed = this.#count * (uniformStride / 4);
		if (needed > this.#words.length) {
			const grown = new Uint32Array(2 * needed);
			grown.set(this.#words);
			this.#words = grown;
		}
		writeFields(this.#words, offset / 4, fields, values);
		return offset;
	}

	/** Only within `Gpu.allocate`. */
	allocate(): void {
		const words = this.#words.subarray(0, this.#count * (uniformStride / 4));
		this.#buffer = this.#gpu.filled('numbers of the dispatches', words, GPUBufferUsage.UNIFORM);
	}

	/** Other numbers in the place of those at the offset. */
	replace<F extends FieldList>(offset: number, fields: F, values: Readonly<Record<keyof F, number>>): void {
		const words = new Uint32Array(Object.keys(fields).length);
		writeFields(words, 0, fields, values);
		this.#gpu.write(this.#buffer!, words, offset);
	}

	/** One dispatch's window on the buffer. */
	get binding(): GPUBufferBinding {
		return { buffer: this.#buffer!, size: uniformStride };
	}

	free(): void {
		this.#gpu.free(this.#buffer);
	}
}
