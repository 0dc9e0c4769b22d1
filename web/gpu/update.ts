/** The sampler's update on the GPU: guidance and a step of Euler's method, with the latents that come of it. */
import type { Gpu } from './device';
import { samplerFields } from './fields';
import { bindings, type Kernel, type Kernels } from './kernels';
import { groupsFor } from './threads';
import type { Uniforms } from './uniforms';

export interface UpdateShape {
	faces: number;
	steps: number;
	passes: 1 | 2;
	/** Of a face's state. */
	numbers: number;
}

export interface UpdateBuffers {
	/** passes × faces × numbers: as asked, then as if nothing was asked. */
	velocity: GPUBuffer;
	/** Of the latent: mean, then scale. */
	normalization: GPUBuffer;
	/** Moves on. */
	state: GPUBuffer;
	latents: GPUBuffer;
}

export class Update {
	/** The latents that the state would end in if it went straight on. */
	predicted!: GPUBuffer;
	readonly #gpu: Gpu;
	readonly #uniforms: Uniforms;
	readonly #shape: UpdateShape;
	/** Of each step, in the uniform buffer. */
	readonly #offsets: number[];
	#kernel!: Kernel;
	#group!: GPUBindGroup;

	/** Adds its numbers to the uniforms; `allocate` and `bind` follow. */
	constructor(gpu: Gpu, uniforms: Uniforms, shape: UpdateShape) {
		this.#gpu = gpu;
		this.#uniforms = uniforms;
		this.#shape = shape;
		this.#offsets = Array.from({ length: shape.steps }, (_, step) =>
			uniforms.add(samplerFields, this.#fields(step, 1))
		);
	}

	/** Only within `Gpu.allocate`. */
	allocate(): void {
		const { faces, numbers } = this.#shape;
		const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
		this.predicted = this.#gpu.buffer('predicted latents', 4 * faces * numbers, usage);
	}

	async bind(kernels: Kernels, { velocity, normalization, state, latents }: UpdateBuffers): Promise<void> {
		this.#kernel = await kernels.euler(this.#shape.numbers);
		const buffers = [velocity, normalization, state, latents, this.predicted];
		this.#group = this.#gpu.device.createBindGroup({
			layout: this.#kernel.layout,
			entries: Object.keys(bindings.euler).map((binding, i) => ({
				binding: Number(binding),
				resource: i === 0 ? this.#uniforms.binding : { buffer: buffers[i - 1]! }
			}))
		});
	}

	/** After the uniforms were allocated. */
	guide(guidance: number): void {
		this.#offsets.forEach((offset, step) =>
			this.#uniforms.replace(offset, samplerFields, this.#fields(step, guidance))
		);
	}

	run(pass: GPUComputePassEncoder, step: number): void {
		const { faces, numbers } = this.#shape;
		pass.setPipeline(this.#kernel.pipeline);
		pass.setBindGroup(0, this.#group, [this.#offsets[step]!]);
		pass.dispatchWorkgroups(groupsFor(faces * numbers));
	}

	free(): void {
		this.#gpu.free(this.predicted);
	}

	#fields(step: number, guidance: number) {
		const { faces, steps, passes } = this.#shape;
		return { faces, passes, guidance, stepSize: 1 / steps, timeLeft: 1 - (step + 1) / steps };
	}
}
