/** A frame's pixels and the palette entries that they wear, on the GPU: the same indices as the core's, tied ones too. */
import type { Gpu } from './device';
import assign from './kernels/assign.wgsl?raw';
import { expand } from './template';
import { groupsFor, THREADS } from './threads';

/** What the core's assign() works on; see CoreCamera. Views of its memory: they are read before `assign` first waits. */
export interface AssignTask {
	/** RGBA bytes, alpha 255 where a pixel has moved. */
	pixels: Uint8Array<ArrayBuffer>;
	/** Entries × 3 bytes, 64 entries at most. */
	palette: Uint8Array;
	/** Entries × entries. */
	stickiness: Int32Array;
	/** What each pixel wore in the frame before. */
	indices: Uint8Array;
}

const mostEntries = 64;
const headerWords = 4;

/** For frames of one size. */
export class Assigner {
	readonly #gpu: Gpu;
	readonly #pipeline: GPUComputePipeline;
	readonly #pixels: number;
	readonly #frame: GPUBuffer;
	readonly #rgba: GPUBuffer;
	readonly #stickiness: GPUBuffer;
	readonly #indices: GPUBuffer;
	readonly #answer: GPUBuffer;
	readonly #group: GPUBindGroup;

	/** Only within `Gpu.allocate`. */
	private constructor(gpu: Gpu, pipeline: GPUComputePipeline, pixels: number) {
		const { UNIFORM, STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
		this.#gpu = gpu;
		this.#pipeline = pipeline;
		this.#pixels = pixels;
		this.#frame = gpu.buffer('palette', 4 * (headerWords + 4 * mostEntries), UNIFORM | COPY_DST);
		this.#rgba = gpu.buffer('pixels', 4 * pixels, STORAGE | COPY_DST);
		this.#stickiness = gpu.buffer('stickiness', 4 * mostEntries ** 2, STORAGE | COPY_DST);
		this.#indices = gpu.buffer('indices', pixels, STORAGE | COPY_DST | COPY_SRC);
		this.#answer = gpu.buffer('indices, read back', pixels, MAP_READ | COPY_DST);
		this.#group = gpu.device.createBindGroup({
			layout: pipeline.getBindGroupLayout(0),
			entries: [this.#frame, this.#rgba, this.#stickiness, this.#indices].map((buffer, binding) => ({
				binding,
				resource: { buffer }
			}))
		});
	}

	/** Rejects with GpuError where the device is lost, or has no room for so many pixels. */
	static async make(gpu: Gpu, pixels: number): Promise<Assigner> {
		const { device } = gpu;
		const pipeline = device.createComputePipelineAsync({
			layout: 'auto',
			compute: {
				module: device.createShaderModule({
					code: expand(assign, { THREADS, ENTRIES: mostEntries })
				}),
				entryPoint: 'main'
			}
		});
		const made = await gpu.wait(pipeline);
		return gpu.allocate(() => new Assigner(gpu, made, pixels));
	}

	/** An index for each pixel. One frame at a time. Rejects with GpuError. */
	async assign(task: AssignTask): Promise<Uint8Array<ArrayBuffer>> {
		const words = Math.ceil(this.#pixels / 4);
		const { device } = this.#gpu;
		this.#write(task);
		const encoder = device.createCommandEncoder();
		const pass = encoder.beginComputePass();
		pass.setPipeline(this.#pipeline);
		pass.setBindGroup(0, this.#group);
		pass.dispatchWorkgroups(groupsFor(words));
		pass.end();
		encoder.copyBufferToBuffer(this.#indices, 0, this.#answer, 0, 4 * words);
		device.queue.submit([encoder.finish()]);
		await this.#gpu.wait(this.#answer.mapAsync(GPUMapMode.READ));
		const found = new Uint8Array(this.#answer.getMappedRange()).slice(0, this.#pixels);
		this.#answer.unmap();
		return found;
	}

	free(): void {
		this.#gpu.free(this.#frame, this.#rgba, this.#stickiness, this.#indices, this.#answer);
	}

	#write({ pixels, palette, stickiness, indices }: AssignTask): void {
		const gpu = this.#gpu;
		const entries = palette.length / 3;
		const frame = new Uint32Array(headerWords + 4 * entries);
		frame.set([this.#pixels, entries]);
		for (let entry = 0; entry < entries; entry++)
			frame.set(palette.subarray(3 * entry, 3 * entry + 3), headerWords + 4 * entry);
		gpu.write(this.#frame, frame);
		gpu.write(this.#stickiness, wordsOf(stickiness));
		gpu.write(this.#rgba, wordsOf(pixels));
		// only whole words can be written
		const whole = indices.length & ~3;
		const last = new Uint8Array(4);
		last.set(indices.subarray(whole));
		gpu.write(this.#indices, wordsOf(indices.subarray(0, whole)));
		if (whole < indices.length) gpu.write(this.#indices, wordsOf(last), whole);
	}
}

const wordsOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Int32Array) =>
	new Uint32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
