/** The autoencoder on the GPU, for so many pictures at once: RGBA in, latents and RGBA out. */
import type { Plan } from '../engine/model-types';
import type { Gpu } from './device';
import type { Kernels } from './kernels';
import { Pictures } from './pictures';
import { Program, type ChooseTiling, type Parameters } from './program';
import { readBytes, readFloats } from './read';
import { Uniforms } from './uniforms';

export class Autoencoder {
	readonly faces: number;
	readonly #gpu: Gpu;
	readonly #kernels: Kernels;
	readonly #uniforms: Uniforms;
	readonly #encode: Program;
	readonly #decode: Program;
	readonly #before: Pictures;
	readonly #after: Pictures;
	readonly #parameters: Parameters;

	private constructor(
		gpu: Gpu,
		kernels: Kernels,
		choose: ChooseTiling,
		plans: { encode: Plan; decode: Plan },
		parameters: Parameters,
		faces: number
	) {
		const counts = { faces, passes: 1, labelRows: 1, times: 1 };
		this.faces = faces;
		this.#gpu = gpu;
		this.#kernels = kernels;
		this.#parameters = parameters;
		this.#uniforms = new Uniforms(gpu);
		this.#encode = new Program(gpu, kernels, this.#uniforms, choose, plans.encode, counts);
		this.#decode = new Program(gpu, kernels, this.#uniforms, choose, plans.decode, counts);
		this.#before = new Pictures(gpu, this.#uniforms, this.#encode, 'input');
		this.#after = new Pictures(gpu, this.#uniforms, this.#decode, 'output');
	}

	/** Rejects with GpuError `memory` when there is no room for it, with an AbortError before the next kernel. */
	static async make(
		gpu: Gpu,
		kernels: Kernels,
		choose: ChooseTiling,
		plans: { encode: Plan; decode: Plan },
		parameters: Parameters,
		faces: number,
		signal?: AbortSignal
	): Promise<Autoencoder> {
		const made = new Autoencoder(gpu, kernels, choose, plans, parameters, faces);
		try {
			await gpu.allocate(() => made.#allocate());
			await made.bind(signal);
		} catch (error) {
			made.free();
			throw error;
		}
		return made;
	}

	/** Takes the parameters as they are now. */
	async bind(signal?: AbortSignal): Promise<void> {
		await this.#encode.bind(this.#parameters, signal);
		await this.#decode.bind(this.#parameters, signal);
		signal?.throwIfAborted();
		await this.#before.bindTo(this.#kernels, this.#encode.input);
		await this.#after.bindFrom(this.#kernels, this.#decode.output);
	}

	/** faces × 16 × 16 RGBA through both halves. */
	async reconstruct(rgba: Uint8ClampedArray) {
		const gpu = this.#gpu;
		gpu.write(this.#before.rgba, new Uint32Array(rgba.slice().buffer));
		const encoder = gpu.device.createCommandEncoder();
		const first = encoder.beginComputePass();
		this.#before.run(first);
		this.#encode.run(first);
		first.end();
		encoder.copyBufferToBuffer(this.#encode.output, 0, this.#decode.input, 0, 4 * this.#latentNumbers);
		const second = encoder.beginComputePass();
		this.#decode.run(second);
		this.#after.run(second);
		second.end();
		gpu.device.queue.submit([encoder.finish()]);
		return {
			rgba: new Uint8ClampedArray(await readBytes(gpu, this.#after.rgba)),
			latents: await readFloats(gpu, this.#decode.input, this.#latentNumbers)
		};
	}

	/** Of all faces. */
	get #latentNumbers(): number {
		const { channels, height, width } = this.#decode.plan.buffers[this.#decode.plan.input]!;
		return this.faces * channels * height * width;
	}

	free(): void {
		this.#encode.free();
		this.#decode.free();
		this.#before.free();
		this.#after.free();
		this.#uniforms.free();
	}

	#allocate(): void {
		for (const part of [this.#encode, this.#decode, this.#before, this.#after, this.#uniforms]) {
			part.allocate();
		}
	}
}
