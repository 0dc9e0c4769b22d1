/** The two networks on one device: draws faces and reconstructs pictures, with the weights that the core holds now. */
import { mustBeWhole } from '../engine/checks';
import type { Faces, ModelEngine, SampleOptions } from '../engine/model-types';
import type { CallOptions } from '../engine/types';
import { Autoencoder } from './autoencoder';
import type { Gpu } from './device';
import { GpuError } from './errors';
import type { OpenNetworks } from './face-types';
import { Kernels } from './kernels';
import { distinctLabels } from './labels';
import { NetworkParameters } from './parameters';
import { Sampler, type SamplerShape, type SamplerWatch } from './sampler';
import { tuned, type Tuning } from './tuning';

const key = (shape: SamplerShape): string => JSON.stringify(shape);

/** Plans that are kept: a crowd of faces, and one of them by itself, are drawn by turns. */
const shapesKept = 2;

/** One thing is done at a time: who calls twice waits, or aborts the first. Every call may reject with GpuError. */
export class GpuFaces {
	readonly gpu: Gpu;
	readonly kernels: Kernels;
	readonly tuning: Tuning;
	readonly #engine: ModelEngine;
	readonly #networks: OpenNetworks;
	readonly #parameters: { diffusion: NetworkParameters; autoencoder: NetworkParameters };
	readonly #normalization: GPUBuffer;
	/** The last one first. */
	#samplers: Sampler[] = [];
	#autoencoder: Autoencoder | undefined;
	/** Times of so many steps, as the network takes them. */
	#times = new Map<number, Float32Array>();

	private constructor(
		gpu: Gpu,
		engine: ModelEngine,
		networks: OpenNetworks,
		parameters: { diffusion: NetworkParameters; autoencoder: NetworkParameters },
		normalization: GPUBuffer
	) {
		this.gpu = gpu;
		this.kernels = new Kernels(gpu);
		this.tuning = tuned(gpu, this.kernels);
		this.#engine = engine;
		this.#networks = networks;
		this.#parameters = parameters;
		this.#normalization = normalization;
	}

	/** Takes over the device. Rejects with GpuError where there is no room on it, or it is lost. */
	static async load(gpu: Gpu, engine: ModelEngine, networks: OpenNetworks, call?: CallOptions) {
		const { diffusion, autoencoder } = networks;
		const { velocity } = diffusion.plans;
		const { encode, decode } = autoencoder.plans;
		const parameters = {
			diffusion: await NetworkParameters.load(gpu, engine, diffusion, [velocity!], call),
			autoencoder: await NetworkParameters.load(gpu, engine, autoencoder, [encode!, decode!], call)
		};
		const [mean, scale] = await Promise.all([
			engine.parameter(diffusion.handle, 'mean', call),
			engine.parameter(diffusion.handle, 'scale', call)
		]);
		const both = Float32Array.of(...mean, ...scale);
		const normalization = await gpu.allocate(() =>
			gpu.filled('normalization', both, GPUBufferUsage.STORAGE)
		);
		return new GpuFaces(gpu, engine, networks, parameters, normalization);
	}

	/** Bytes of the weights alone, as they lie on the GPU. */
	get weightBytes(): { diffusion: number; autoencoder: number } {
		const { diffusion, autoencoder } = this.#parameters;
		return { diffusion: diffusion.bytes, autoencoder: autoencoder.bytes };
	}

	/** Dispatches of the last sample's steps. */
	get dispatches() {
		return this.#samplers[0]?.dispatches;
	}

	/** Multiplications and additions of the last sample's steps. */
	get operations() {
		return this.#samplers[0]?.operations;
	}

	/** Takes a network's weights as the core has quantized them. */
	async reload(network: keyof OpenNetworks, call?: CallOptions): Promise<void> {
		await this.#parameters[network].reload(call);
		for (const sampler of this.#samplers) await sampler.bind();
		if (network === 'autoencoder') await this.#autoencoder?.bind();
	}

	async sample(options: SampleOptions, watch: SamplerWatch = {}): Promise<Faces> {
		const { faces, steps, guidance, seed, show } = options;
		const { diffusion } = this.#networks;
		const call = { signal: watch.signal };
		// steps are the core's to check, who makes their times
		mustBeWhole({ seed, faces });
		const nothing = diffusion.attributes.map(({ classes }) => classes.length);
		const labels = distinctLabels(options.labels, nothing, faces, guidance);
		const times = await this.#timesOf(steps, call);
		const shape = { faces, steps, passes: labels.passes, labelRows: labels.count };
		const sampler = await this.#samplerOf(shape, watch.signal);
		const start = performance.now();
		const drawn = await sampler.sample(
			{ seed, times, guidance, labelRows: labels.rows, rowOf: labels.rowOf },
			{ ...watch, keep: show === 'all' }
		);
		return { ...drawn, seconds: (performance.now() - start) / 1000 };
	}

	/** faces × 16 × 16 RGBA through both halves of the autoencoder. */
	async reconstruct(rgba: Uint8ClampedArray, call: CallOptions = {}) {
		const faces = rgba.length / 1024;
		if (this.#autoencoder?.faces !== faces) {
			this.#autoencoder?.free();
			this.#autoencoder = undefined;
			const { encode, decode } = this.#networks.autoencoder.plans;
			this.#autoencoder = await Autoencoder.make(
				this.gpu,
				this.kernels,
				this.tuning.choose,
				{ encode: encode!, decode: decode! },
				this.#parameters.autoencoder,
				faces,
				call.signal
			);
		}
		return this.#autoencoder!.reconstruct(rgba);
	}

	destroy(): void {
		this.gpu.destroy();
	}

	/** The one that was made for this shape; else a new one, in place of that which has not been used for longest. */
	async #samplerOf(shape: SamplerShape, signal?: AbortSignal): Promise<Sampler> {
		const at = this.#samplers.findIndex((sampler) => key(sampler.shape) === key(shape));
		if (at >= 0) {
			this.#samplers.unshift(...this.#samplers.splice(at, 1));
			return this.#samplers[0]!;
		}
		this.#forget(shapesKept - 1);
		const made = await this.#makeSampler(shape, signal).catch((error: unknown) => {
			if (!(error instanceof GpuError && error.failure === 'memory' && this.#samplers.length))
				throw error;
			this.#forget(0);
			return this.#makeSampler(shape, signal);
		});
		this.#samplers.unshift(made);
		return made;
	}

	/** All samplers but so many. */
	#forget(but: number): void {
		this.#samplers.splice(but).forEach((sampler) => sampler.free());
	}

	#makeSampler(shape: SamplerShape, signal?: AbortSignal): Promise<Sampler> {
		const { diffusion, autoencoder } = this.#networks;
		return Sampler.make(
			this.gpu,
			this.kernels,
			this.tuning.choose,
			{
				velocity: { plan: diffusion.plans.velocity!, parameters: this.#parameters.diffusion },
				decode: { plan: autoencoder.plans.decode!, parameters: this.#parameters.autoencoder },
				normalization: this.#normalization
			},
			shape,
			signal
		);
	}

	async #timesOf(steps: number, call: CallOptions): Promise<Float32Array> {
		const known = this.#times.get(steps) ?? (await this.#engine.times(steps, call));
		this.#times.set(steps, known);
		return known;
	}
}
