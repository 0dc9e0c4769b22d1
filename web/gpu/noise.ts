/** What the sampler starts from, drawn on the GPU from a seed: the core's own noise, within rounding. */
import type { Gpu } from './device';
import { noiseFields } from './fields';
import { bindings, type Kernel, type Kernels } from './kernels';
import { groupsFor } from './threads';
import type { Uniforms } from './uniforms';

export interface NoiseShape {
	faces: number;
	/** Of a face's state; even. */
	numbers: number;
}

export class Noise {
	readonly #gpu: Gpu;
	readonly #uniforms: Uniforms;
	readonly #shape: NoiseShape;
	/** In the uniform buffer. */
	readonly #offset: number;
	#kernel!: Kernel;
	#group!: GPUBindGroup;

	/** Adds its numbers to the uniforms; `bind` and `seed` follow. */
	constructor(gpu: Gpu, uniforms: Uniforms, shape: NoiseShape) {
		this.#gpu = gpu;
		this.#uniforms = uniforms;
		this.#shape = shape;
		this.#offset = uniforms.add(noiseFields, this.#fields(0));
	}

	/** `state`: faces × numbers, which it writes. */
	async bind(kernels: Kernels, state: GPUBuffer): Promise<void> {
		this.#kernel = await kernels.noise(this.#shape.numbers);
		const resources = [this.#uniforms.binding, { buffer: state }];
		this.#group = this.#gpu.device.createBindGroup({
			layout: this.#kernel.layout,
			entries: Object.keys(bindings.noise).map((binding, i) => ({
				binding: Number(binding),
				resource: resources[i]!
			}))
		});
	}

	/** A whole number, 0 … 2⁵³ − 1. After the uniforms were allocated. */
	seed(seed: number): void {
		this.#uniforms.replace(this.#offset, noiseFields, this.#fields(seed));
	}

	run(pass: GPUComputePassEncoder): void {
		const { faces, numbers } = this.#shape;
		pass.setPipeline(this.#kernel.pipeline);
		pass.setBindGroup(0, this.#group, [this.#offset]);
		pass.dispatchWorkgroups(groupsFor((faces * numbers) / 2));
	}

	#fields(seed: number) {
		return { faces: this.#shape.faces, seedLow: seed % 2 ** 32, seedHigh: Math.floor(seed / 2 ** 32) };
	}
}
