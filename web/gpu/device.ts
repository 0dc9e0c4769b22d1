/** The adapter and its device: what it can do, what was allocated on it, and when it is lost. */
import { GpuError } from './errors';

export interface AdapterFacts {
	/** What the adapter calls itself, for people. */
	name: string;
	/** A CPU plays the GPU. */
	software: boolean;
	/** Threads of a subgroup where that is one number and subgroups can be used; else 0. */
	lanes: number;
	/** Kernels may compute in float16. */
	half: boolean;
	/** Dot products of four bytes are one operation, at least in the language. */
	dot: boolean;
}

const softwareNames = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i;

function factsOf(gpu: GPU, adapter: GPUAdapter): AdapterFacts {
	const { info } = adapter;
	const names = [info.description, info.device, info.architecture, info.vendor].filter(Boolean);
	const subgroups = adapter.features.has('subgroups') && info.subgroupMinSize === info.subgroupMaxSize;
	return {
		name: names[0] || 'a GPU without a name',
		software: info.isFallbackAdapter || names.some((name) => softwareNames.test(name)),
		lanes: subgroups ? info.subgroupMinSize : 0,
		half: adapter.features.has('shader-f16'),
		dot: gpu.wgslLanguageFeatures?.has('packed_4x8_integer_dot_product') ?? false
	};
}

/** What the page's browser has; undefined where there is no WebGPU. */
export const browserGpu = (): GPU | undefined =>
	typeof navigator === 'undefined' ? undefined : (navigator as { gpu?: GPU }).gpu;

/** A driver that answers at all does so in a second or two. */
const patienceMs = 20_000;

/** The answer; rejects with GpuError `unavailable` where it does not come: drivers may hang. */
const inTime = <T>(answer: Promise<T>): Promise<T> =>
	Promise.race([
		answer,
		new Promise<never>((_, reject) =>
			setTimeout(() => reject(new GpuError('unavailable', 'WebGPU does not answer')), patienceMs)
		)
	]);

/** The best adapter. Rejects with GpuError `unavailable` where there is none, or none in time. */
export async function findAdapter(
	gpu: GPU | undefined = browserGpu()
): Promise<{ adapter: GPUAdapter; facts: AdapterFacts }> {
	if (!gpu) throw new GpuError('unavailable', 'this browser has no WebGPU');
	const adapter = await inTime(gpu.requestAdapter({ powerPreference: 'high-performance' }));
	if (!adapter) throw new GpuError('unavailable', 'WebGPU finds no graphics adapter');
	return { adapter, facts: factsOf(gpu, adapter) };
}

/**
 * A device of the best adapter, with buffers as large as the adapter allows and all else as the specification promises.
 * Rejects with GpuError `unavailable` where there is none.
 */
export async function openGpu(gpu?: GPU): Promise<Gpu> {
	const { adapter, facts } = await findAdapter(gpu);
	const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
	const asked = adapter.requestDevice({
		requiredFeatures: [
			...(facts.lanes ? (['subgroups'] as const) : []),
			...(facts.half ? (['shader-f16'] as const) : [])
		],
		requiredLimits: { maxBufferSize, maxStorageBufferBindingSize }
	});
	try {
		return new Gpu(await inTime(asked), facts);
	} catch (error) {
		// one that comes too late is given back
		asked.then(
			(device) => device.destroy(),
			() => {}
		);
		if (error instanceof GpuError) throw error;
		throw new GpuError('unavailable', `the graphics adapter gives no device: ${String(error)}`);
	}
}

export class Gpu {
	readonly #live = new Set<GPUBuffer>();
	#failure: GpuError | undefined;
	readonly #lost: Promise<never>;

	constructor(
		readonly device: GPUDevice,
		readonly facts: AdapterFacts
	) {
		this.#lost = device.lost.then(({ message }) => {
			this.#failure = new GpuError(
				'lost',
				`the graphics device was lost: ${message || 'no reason given'}`
			);
			throw this.#failure;
		});
		this.#lost.catch(() => {}); // nobody may be waiting
		device.addEventListener('uncapturederror', ({ error }) => {
			this.#failure ??= new GpuError('lost', `the graphics device refused a command: ${error.message}`);
		});
	}

	/** Bytes of the buffers that are allocated now. */
	get allocated(): number {
		return [...this.#live].reduce((sum, { size }) => sum + size, 0);
	}

	/** Throws when the device is lost, or has refused a command. */
	check(): void {
		if (this.#failure) throw this.#failure;
	}

	/** What a promise of the device's answers; rejects when the device is lost, where the promise might wait for ever. */
	async wait<T>(answer: Promise<T>): Promise<T> {
		this.check();
		const got = await Promise.race([
			answer.catch(async (error: unknown) => {
				// a map or a pipeline that breaks off may be the first sign of the loss, which tells more
				await new Promise((resolve) => setTimeout(resolve, 10));
				this.check();
				throw error;
			}),
			this.#lost
		]);
		this.check();
		return got;
	}

	/** A buffer that counts as allocated until `free`. Only within `allocate`. */
	buffer(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
		// no buffer is empty, and copies are of whole words
		const size = Math.max(16, 4 * Math.ceil(bytes / 4));
		const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
		const limit =
			usage & GPUBufferUsage.STORAGE
				? Math.min(maxBufferSize, maxStorageBufferBindingSize)
				: maxBufferSize;
		if (size > limit) {
			throw new GpuError('memory', `${label} needs ${size} bytes, this adapter allows ${limit}`);
		}
		const buffer = this.device.createBuffer({ label, size, usage });
		this.#live.add(buffer);
		return buffer;
	}

	/** A buffer with these words. Only within `allocate`. */
	filled(label: string, words: Uint32Array | Float32Array, usage: GPUBufferUsageFlags): GPUBuffer {
		const buffer = this.buffer(label, words.byteLength, usage | GPUBufferUsage.COPY_DST);
		this.write(buffer, words);
		return buffer;
	}

	write(buffer: GPUBuffer, words: Uint32Array | Float32Array, offset = 0): void {
		this.device.queue.writeBuffer(
			buffer,
			offset,
			words.buffer as ArrayBuffer,
			words.byteOffset,
			words.byteLength
		);
	}

	/** Those that are free already, or were never made, do not matter. */
	free(...buffers: (GPUBuffer | undefined)[]): void {
		for (const buffer of buffers) {
			if (buffer && this.#live.delete(buffer)) buffer.destroy();
		}
	}

	/** What `work` makes; rejects with GpuError `memory` when the adapter has no room for its buffers, and frees them. */
	async allocate<T>(work: () => T): Promise<T> {
		this.check();
		const before = new Set(this.#live);
		this.device.pushErrorScope('out-of-memory');
		let made: T | undefined;
		let failure: unknown;
		try {
			made = work();
		} catch (error) {
			failure = error;
		}
		const added = [...this.#live].filter((buffer) => !before.has(buffer));
		const problem = await this.wait(this.device.popErrorScope());
		failure ??=
			problem && new GpuError('memory', `the graphics adapter has no room left: ${problem.message}`);
		if (!failure) return made!;
		this.free(...added);
		throw failure;
	}

	/** The device and all that is on it. */
	destroy(): void {
		this.device.destroy();
		this.#live.clear();
	}
}
