/** The camera's pixels on the GPU: opened beside the running frames, left for good at its first failure. */
import type { FrameAssigner } from '../engine/camera-pipeline';
import type { AssignedBy } from '../engine/camera-types';
import type { CoreCamera } from '../engine/wasm/camera.mjs';
import { Assigner } from './assigner';
import { openGpu, type Gpu } from './device';
import { GpuError } from './errors';

export class CameraGpu implements FrameAssigner {
	readonly #provider: GPU | undefined;
	#wanted = false;
	#pixels = 0;
	#gpu: Gpu | undefined;
	#assigner: Assigner | undefined;
	#reason: string | undefined;
	/** Counts what is opened: an older opening finds that it is over. */
	#turn = 0;

	/** Where WebGPU is looked for: the browser's by default. */
	constructor(provider?: GPU) {
		this.#provider = provider;
	}

	get status(): AssignedBy {
		return this.#assigner
			? { by: 'gpu', adapter: this.#gpu!.facts.name }
			: { by: 'core', reason: this.#reason };
	}

	want(wanted: boolean): void {
		if (this.#wanted === wanted) return;
		this.close();
		this.#wanted = wanted;
	}

	async indices(camera: CoreCamera, pixels: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
		if (!this.#wanted || this.#reason) return undefined;
		if (this.#pixels !== pixels) void this.#open(pixels);
		if (!this.#assigner) return undefined;
		const turn = this.#turn;
		try {
			return await this.#assigner.assign({
				pixels: camera.denoised(),
				palette: camera.palette(),
				stickiness: camera.stickiness(),
				indices: camera.indices()
			});
		} catch (error) {
			if (turn === this.#turn) this.fail(error);
			return undefined;
		}
	}

	fail(error: unknown): void {
		this.close();
		this.#reason = error instanceof GpuError ? error.message : String(error);
	}

	close(): void {
		this.#turn++;
		this.#gpu?.destroy();
		this.#gpu = this.#assigner = this.#reason = undefined;
		this.#pixels = 0;
	}

	/** The core goes on until the kernel is compiled. */
	async #open(pixels: number): Promise<void> {
		this.close();
		this.#pixels = pixels;
		const turn = this.#turn;
		let gpu: Gpu | undefined;
		try {
			gpu = await openGpu(this.#provider);
			const assigner = await Assigner.make(gpu, pixels);
			if (turn !== this.#turn) return gpu.destroy();
			this.#gpu = gpu;
			this.#assigner = assigner;
		} catch (error) {
			gpu?.destroy();
			if (turn === this.#turn) this.fail(error);
		}
	}
}
