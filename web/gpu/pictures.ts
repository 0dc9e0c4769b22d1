/** Between RGBA bytes and the networks' pictures, around a program that takes or gives planes of −1 … 1. */
import type { Gpu } from './device';
import { stepFields } from './fields';
import type { Kernel, Kernels } from './kernels';
import type { Program } from './program';
import { groupsFor } from './threads';
import type { Uniforms } from './uniforms';

/** A kernel that turns one of two buffers into the other, pixel by pixel. */
export class Pictures {
	/** RGBA, a word for each pixel. */
	rgba!: GPUBuffer;
	readonly #gpu: Gpu;
	readonly #uniforms: Uniforms;
	readonly #pixels: number;
	readonly #offset: number;
	#kernel!: Kernel;
	#group!: GPUBindGroup;

	/** Of the program's input or output; adds its numbers to the uniforms. */
	constructor(gpu: Gpu, uniforms: Uniforms, program: Program, side: 'input' | 'output') {
		this.#gpu = gpu;
		this.#uniforms = uniforms;
		const { channels, height, width } = program.plan.buffers[program.plan[side]]!;
		const { faces } = program.counts;
		this.#pixels = faces * height * width;
		this.#offset = uniforms.add(stepFields, {
			...{ rows: faces, inputRows: faces, residualRows: 1, channels, height, width, flags: 0 },
			...{ groups: 1, epsilon: 1, filmFirst: 0, labelRows: 1, tables: 0 }
		});
	}

	get bytes(): number {
		return 4 * this.#pixels;
	}

	/** Only within `Gpu.allocate`. */
	allocate(): void {
		this.rgba = this.#gpu.buffer(
			'RGBA',
			this.bytes,
			GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST
		);
	}

	/** Planes become bytes. */
	async bindFrom(kernels: Kernels, planes: GPUBuffer): Promise<void> {
		this.#bind(await kernels.toRgba(), planes, this.rgba);
	}

	/** Bytes become planes. */
	async bindTo(kernels: Kernels, planes: GPUBuffer): Promise<void> {
		this.#bind(await kernels.fromRgba(), this.rgba, planes);
	}

	run(pass: GPUComputePassEncoder): void {
		pass.setPipeline(this.#kernel.pipeline);
		pass.setBindGroup(0, this.#group, [this.#offset]);
		pass.dispatchWorkgroups(groupsFor(this.#pixels));
	}

	free(): void {
		this.#gpu.free(this.rgba);
	}

	#bind(kernel: Kernel, read: GPUBuffer, written: GPUBuffer): void {
		this.#kernel = kernel;
		this.#group = this.#gpu.device.createBindGroup({
			layout: kernel.layout,
			entries: [
				{ binding: 0, resource: this.#uniforms.binding },
				{ binding: 1, resource: { buffer: read } },
				{ binding: 2, resource: { buffer: written } }
			]
		});
	}
}
