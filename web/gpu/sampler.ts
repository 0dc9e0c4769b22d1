/**
 * The diffusion model's sampler on the GPU, from the drawing of its noise on: for so many faces and steps, all buffers
 * and dispatches made once. A step is one pass; the steps go in one submission, or in one each where they take long and
 * somebody watches them, or a CPU plays the GPU.
 */
import type { Plan } from '../engine/model-types';
import type { Gpu } from './device';
import type { Kernels } from './kernels';
import { singleAssignment, layOut } from './layout';
import { Noise } from './noise';
import { Pictures } from './pictures';
import { Program, type ChooseTiling, type Parameters } from './program';
import { readBytes, readFloats } from './read';
import { Uniforms } from './uniforms';
import { Update } from './update';

export interface Networks {
	velocity: { plan: Plan; parameters: Parameters };
	decode: { plan: Plan; parameters: Parameters };
	/** Of the latent: mean, then scale. */
	normalization: GPUBuffer;
}

export interface SamplerShape {
	faces: number;
	steps: number;
	/** 2 where guidance needs both answers. */
	passes: 1 | 2;
	/** Different rows of labels, that which asks for nothing included. */
	labelRows: number;
}

export interface SamplerInput {
	/** Of the noise: a whole number, 0 … 2⁵³ − 1. */
	seed: number;
	/** steps × numbers of a time. */
	times: Float32Array;
	labelRows: Uint32Array;
	/** passes × faces: which of the rows. */
	rowOf: Uint32Array;
	guidance: number;
}

export interface SamplerWatch {
	signal?: AbortSignal;
	onstep?: (done: number, of: number) => void;
	/** After steps 1, 2, 4, 8 …: the faces that the state would end in if it went straight on from there. */
	onpreview?: (rgba: Uint8ClampedArray<ArrayBuffer>, done: number, of: number) => void;
	/** Keep the pictures of every step. */
	keep?: boolean;
	/**
	 * Seconds that a reader does not notice: steps that take no longer all together, as the last ones told, go in one
	 * submission even where they are watched. 0.1 by default.
	 */
	patience?: number;
}

type Picture = Uint8ClampedArray<ArrayBuffer>;

export interface SamplerOutput {
	rgba: Picture;
	latents: Float32Array<ArrayBuffer>;
	steps?: { predicted: Picture; state: Picture }[];
}

/** When to show a preview: decoding takes longer than steps do, and faces change most at first. */
const isPowerOfTwo = (n: number) => (n & (n - 1)) === 0;

/** What is worked out before the steps for all their times may take this much; beyond it, for some times at once. */
const beforeBytes = 32 * 2 ** 20;

/** How many times are worked out at once. */
function timesAtOnce(plan: Plan, { faces, passes, labelRows, steps }: SamplerShape): number {
	const one = layOut(singleAssignment(plan), { faces, passes, labelRows, times: 1 });
	const bytes = one.buffers
		.filter(({ kind }) => kind === 'labels')
		.reduce((sum, { numbers }) => sum + 4 * numbers * labelRows, 0);
	return Math.max(1, Math.min(steps, Math.floor(beforeBytes / Math.max(1, bytes))));
}

export class Sampler {
	readonly shape: SamplerShape;
	readonly #gpu: Gpu;
	readonly #networks: Networks;
	readonly #kernels: Kernels;
	readonly #uniforms: Uniforms;
	readonly #velocity: Program;
	readonly #decode: Program;
	readonly #pictures: Pictures;
	readonly #times: number;
	readonly #timeNumbers: number;
	readonly #noise: Noise;
	readonly #update: Update;
	/** The fastest one so far, of those that went alone. */
	#stepSeconds = Infinity;

	private constructor(
		gpu: Gpu,
		kernels: Kernels,
		choose: ChooseTiling,
		networks: Networks,
		shape: SamplerShape
	) {
		const { velocity, decode } = networks;
		this.shape = shape;
		this.#gpu = gpu;
		this.#networks = networks;
		this.#kernels = kernels;
		this.#uniforms = new Uniforms(gpu);
		this.#times = timesAtOnce(velocity.plan, shape);
		const { faces, passes, labelRows } = shape;
		this.#velocity = new Program(gpu, kernels, this.#uniforms, choose, velocity.plan, {
			...{ faces, passes, labelRows },
			times: this.#times
		});
		this.#decode = new Program(gpu, kernels, this.#uniforms, choose, decode.plan, {
			...{ faces, passes: 1, labelRows: 1, times: 1 }
		});
		this.#pictures = new Pictures(gpu, this.#uniforms, this.#decode, 'output');
		this.#timeNumbers = velocity.plan.buffers[velocity.plan.time]!.channels;
		const numbers = velocity.plan.buffers[velocity.plan.input]!.channels;
		this.#noise = new Noise(gpu, this.#uniforms, { faces, numbers });
		this.#update = new Update(gpu, this.#uniforms, { faces, passes, steps: shape.steps, numbers });
	}

	/** Rejects with GpuError `memory` when there is no room for it, with an AbortError before the next kernel. */
	static async make(
		gpu: Gpu,
		kernels: Kernels,
		choose: ChooseTiling,
		networks: Networks,
		shape: SamplerShape,
		signal?: AbortSignal
	): Promise<Sampler> {
		const made = new Sampler(gpu, kernels, choose, networks, shape);
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
		const { velocity, decode, normalization } = this.#networks;
		await this.#velocity.bind(velocity.parameters, signal);
		await this.#decode.bind(decode.parameters, signal);
		signal?.throwIfAborted();
		await this.#pictures.bindFrom(this.#kernels, this.#decode.output);
		await this.#noise.bind(this.#kernels, this.#velocity.input);
		await this.#update.bind(this.#kernels, {
			velocity: this.#velocity.output,
			normalization,
			state: this.#velocity.input,
			latents: this.#decode.input
		});
	}

	/** Dispatches of one step, its update included, those before the first and those of the decoder. */
	get dispatches(): { before: number; step: number; decode: number } {
		const { before, step } = this.#velocity.dispatches;
		return { before, step: step + 1, decode: this.#decode.dispatches.step + 1 };
	}

	/** Of the velocity's products, where `dispatches` are counted. */
	get operations(): { before: number; step: number } {
		return this.#velocity.operations;
	}

	/**
	 * Rejects with an AbortError between two submissions, with GpuError when the device is lost. What is submitted already
	 * is finished first: the next sample writes over its buffers only then.
	 */
	async sample(input: SamplerInput, watch: SamplerWatch = {}): Promise<SamplerOutput> {
		const gpu = this.#gpu;
		const { steps } = this.shape;
		const { signal, onstep, onpreview, keep, patience = 0.1 } = watch;
		signal?.throwIfAborted();
		this.#noise.seed(input.seed);
		this.#velocity.setLabels(input.labelRows, input.rowOf);
		this.#update.guide(input.guidance);
		const kept: { predicted: Picture; state: Picture }[] = [];
		const isShort = this.#stepSeconds * steps <= patience;
		const oneByOne = keep || (!isShort && (onstep || onpreview || gpu.facts.software));
		let encoder = gpu.device.createCommandEncoder();
		const submit = () => {
			gpu.device.queue.submit([encoder.finish()]);
			encoder = gpu.device.createCommandEncoder();
		};
		this.#pass(encoder, (pass) => this.#noise.run(pass));
		for (let step = 0; step < steps; step++) {
			const time = step % this.#times;
			if (time === 0) {
				// those before have read their times by then
				if (step) submit();
				signal?.throwIfAborted();
				const first = step * this.#timeNumbers;
				gpu.write(
					this.#velocity.time,
					input.times.subarray(first, first + this.#times * this.#timeNumbers)
				);
				this.#pass(encoder, (pass) => this.#velocity.before(pass));
			}
			this.#pass(encoder, (pass) => {
				this.#velocity.run(pass, time);
				this.#update.run(pass, step);
			});
			if (!oneByOne) continue;
			const start = performance.now();
			submit();
			await gpu.wait(gpu.device.queue.onSubmittedWorkDone());
			this.#stepSeconds = Math.min(this.#stepSeconds, (performance.now() - start) / 1000);
			signal?.throwIfAborted();
			onstep?.(step + 1, steps);
			const more = step + 1 < steps;
			if (keep)
				kept.push({
					state: await this.#drawn(),
					predicted: await this.#drawn(this.#update.predicted)
				});
			else if (onpreview && more && isPowerOfTwo(step + 1))
				onpreview(await this.#drawn(this.#update.predicted), step + 1, steps);
			signal?.throwIfAborted();
		}
		if (!oneByOne) submit();
		// the latents of the last step are what it predicted, since no time is left
		const rgba = await this.#drawn(this.#update.predicted);
		signal?.throwIfAborted();
		if (!oneByOne) onstep?.(steps, steps);
		const latents = await readFloats(gpu, this.#update.predicted);
		return { rgba, latents, ...(keep ? { steps: kept } : {}) };
	}

	free(): void {
		this.#velocity.free();
		this.#decode.free();
		this.#pictures.free();
		this.#uniforms.free();
		this.#update.free();
	}

	#allocate(): void {
		this.#velocity.allocate();
		this.#decode.allocate();
		this.#pictures.allocate();
		this.#uniforms.allocate();
		this.#update.allocate();
	}

	#pass(encoder: GPUCommandEncoder, work: (pass: GPUComputePassEncoder) => void): void {
		const pass = encoder.beginComputePass();
		work(pass);
		pass.end();
	}

	/** The pictures of these latents, or of those that lie in the decoder's input. */
	async #drawn(latents?: GPUBuffer): Promise<Picture> {
		const encoder = this.#gpu.device.createCommandEncoder();
		if (latents) encoder.copyBufferToBuffer(latents, 0, this.#decode.input, 0, latents.size);
		this.#pass(encoder, (pass) => {
			this.#decode.run(pass);
			this.#pictures.run(pass);
		});
		this.#gpu.device.queue.submit([encoder.finish()]);
		return new Uint8ClampedArray(await readBytes(this.#gpu, this.#pictures.rgba));
	}
}
