/**
 * Faces for widgets, drawn by WebGPU where that is worth it and by the core in its worker where not, with the same answer
 * within rounding. Widgets hold one FaceRunner and need not know which of the two answers:
 *
 *     const faces = await createFaces(getModelEngine());
 *     const { rgba, backend } = await faces.sample(
 *       { labels, faces: 64, steps: 12, guidance: 2, seed: 1 },
 *       { signal, onpreview: (rgba) => (shown = rgba), onstep: (done, of) => (progress = done / of) }
 *     );
 *     await faces.quantize('diffusion', { method: 'linear', bits: 4, granularity: 'group', groupSize: 64 });
 *
 * When the device is lost, refuses a command or has no room, the same call is answered by the core, and `status` says why;
 * networks and their bits live in the worker, so nothing else is lost.
 */
import type {
	Faces,
	LayerOptions,
	ModelEngine,
	NetworkReport,
	Reconstruction,
	SampleOptions
} from '../engine/model-types';
import type { CallOptions } from '../engine/types';
import { openGpu, type Gpu } from './device';
import { GpuError } from './errors';
import type {
	Backend,
	FaceRunner,
	FacesOptions,
	FacesStatus,
	OpenNetworks,
	Parity,
	Sampled,
	SampleWatch
} from './face-types';
import type { GpuFaces } from './gpu-faces';
import { parityOf } from './parity';

/** Opens the networks, once for all runners of a page, and a device of its own. */
export async function createFaces(engine: ModelEngine, options: FacesOptions = {}): Promise<FaceRunner> {
	const call = { signal: options.signal };
	const [diffusion, autoencoder] = await Promise.all([
		engine.open(options.diffusion ?? 'diffusion', call),
		engine.open('autoencoder', call)
	]);
	const runner = new Runner(engine, { diffusion, autoencoder }, options);
	await runner.start(call);
	return runner;
}

class Runner implements FaceRunner {
	readonly networks: OpenNetworks;
	readonly #engine: ModelEngine;
	readonly #options: FacesOptions;
	#gpu: GpuFaces | undefined;
	#status: FacesStatus = { backend: 'wasm', allocated: 0, weights: 0 };
	/** What the GPU drew last, for `parity`. */
	#last: { options: SampleOptions; faces: Faces } | undefined;
	#turn: Promise<unknown> = Promise.resolve();
	#disposed = false;

	constructor(engine: ModelEngine, networks: OpenNetworks, options: FacesOptions) {
		this.#engine = engine;
		this.networks = networks;
		this.#options = options;
	}

	get status(): FacesStatus {
		return this.#status;
	}

	async start(call: CallOptions): Promise<void> {
		const { backend, gpu: provider } = this.#options;
		if (backend === 'wasm') return this.#tell();
		let gpu: Gpu | undefined;
		try {
			gpu = await openGpu(provider);
			const { name, software } = gpu.facts;
			this.#status = { ...this.#status, adapter: name, software };
			if (software && backend !== 'webgpu') {
				gpu.destroy();
				this.#leave('slow', `the graphics adapter, ${name}, is software: the core computes faster`);
				return;
			}
			// kernels and all: only for who has a GPU that will be used
			const { GpuFaces } = await import('./gpu-faces').catch(() => {
				throw new GpuError('unavailable', 'the code for WebGPU could not be loaded');
			});
			this.#gpu = await GpuFaces.load(gpu, this.#engine, this.networks, call);
			this.#tell();
		} catch (error) {
			gpu?.destroy();
			this.#fallBack(error);
		}
	}

	sample(options: SampleOptions, watch: SampleWatch = {}): Promise<Sampled> {
		const { signal, onstep, onpreview } = watch;
		return this.#inTurn(signal, () =>
			this.#either(
				async (gpu): Promise<Sampled> => {
					const faces = await gpu.sample(options, { signal, onstep, onpreview });
					this.#last = { options, faces };
					return { ...faces, backend: 'webgpu' };
				},
				async () => {
					if (onpreview && options.steps > 3) {
						const steps = Math.round(options.steps / 3);
						const coarse = await this.#draw({ ...options, steps, show: 'none' }, { signal });
						onpreview(coarse.rgba);
					}
					return { ...(await this.#draw(options, { signal, onstep })), backend: 'wasm' as const };
				}
			)
		);
	}

	reconstruct(rgba: Uint8ClampedArray, call: CallOptions = {}) {
		return this.#inTurn(call.signal, async () => {
			const core = await this.#engine.reconstruct(this.networks.autoencoder.handle, rgba, call);
			return this.#either<Reconstruction & { backend: Backend }>(
				async (gpu) => ({ ...core, ...(await gpu.reconstruct(rgba, call)), backend: 'webgpu' }),
				() => Promise.resolve({ ...core, backend: 'wasm' })
			);
		});
	}

	quantize(
		network: keyof OpenNetworks,
		all: LayerOptions,
		layers?: Record<string, LayerOptions>,
		call: CallOptions = {}
	): Promise<NetworkReport> {
		return this.#inTurn(call.signal, async () => {
			const { handle } = this.networks[network];
			const report = await this.#engine.quantize(handle, all, layers, call);
			this.#last = undefined;
			// the core has the new weights by now: an abort must not leave the GPU with others
			await this.#either(
				(gpu) => gpu.reload(network),
				() => Promise.resolve()
			);
			return report;
		});
	}

	parity(faces = 4, call: CallOptions = {}): Promise<Parity | undefined> {
		return this.#inTurn(call.signal, async () => {
			if (!this.#last) return undefined;
			const { options, faces: drawn } = this.#last;
			const count = Math.min(faces, options.faces);
			const labels = options.labels.slice(0, (options.labels.length / options.faces) * count);
			const expected = await this.#draw({ ...options, labels, faces: count, show: 'none' }, call);
			return parityOf(drawn, expected);
		});
	}

	dispose(): void {
		this.#disposed = true;
		this.#gpu?.destroy();
		this.#gpu = undefined;
		this.#last = undefined;
	}

	#draw(options: SampleOptions, call: CallOptions & { onstep?: SampleWatch['onstep'] }): Promise<Faces> {
		const { diffusion, autoencoder } = this.networks;
		return this.#engine.sample(
			{ diffusion: diffusion.handle, autoencoder: autoencoder.handle },
			options,
			call
		);
	}

	/** By the GPU, or, where there is none or it breaks off, by the core. */
	async #either<T>(onGpu: (gpu: GpuFaces) => Promise<T>, onCore: () => Promise<T>): Promise<T> {
		if (this.#gpu) {
			try {
				const answer = await onGpu(this.#gpu);
				this.#tell();
				return answer;
			} catch (error) {
				if (this.#disposed || !(error instanceof GpuError)) throw error;
				this.#fallBack(error);
			}
		}
		return onCore();
	}

	/** Waits for the calls before it. */
	#inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
		const answer = this.#turn.then(() => {
			signal?.throwIfAborted();
			return work();
		});
		this.#turn = answer.catch(() => {});
		return answer;
	}

	/** To the core, if it is the GPU that failed. */
	#fallBack(error: unknown): void {
		if (!(error instanceof GpuError)) throw error;
		this.#leave(error.failure, error.message);
	}

	#leave(failure: FacesStatus['failure'], reason: string): void {
		this.#gpu?.destroy();
		this.#gpu = undefined;
		this.#last = undefined;
		this.#status = { ...this.#status, failure, reason };
		this.#tell();
	}

	#tell(): void {
		const bytes = this.#gpu?.weightBytes;
		this.#status = {
			...this.#status,
			backend: this.#gpu ? 'webgpu' : 'wasm',
			allocated: this.#gpu?.gpu.allocated ?? 0,
			weights: bytes ? bytes.diffusion + bytes.autoencoder : 0
		};
		this.#options.onstatus?.(this.#status);
	}
}
