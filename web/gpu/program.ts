/**
 * A plan of a network as dispatches: pipelines, buffers and bind groups are made once, for so many faces; other weights
 * replace bind groups, and pipelines only where their encoding is another.
 */
import type { Plan, PlanStep } from '../engine/model-types';
import type { Gpu } from './device';
import { flags, stepFields } from './fields';
import { bindings, type Kernel, type Kernels, type Tiling } from './kernels';
import {
	layOut,
	rowsOf,
	singleAssignment,
	type BufferLayout,
	type PlanLayout,
	type RowCounts
} from './layout';
import { groupsFor } from './threads';
import { gridOf } from './tiling';
import type { Uniforms } from './uniforms';
import type { LayerWeights } from './weights';

/** A network's parameters on the GPU, by the names of a plan. */
export interface Parameters {
	layer(name: string): LayerWeights;
	norm(name: string): GPUBuffer;
	tables(names: readonly string[]): GPUBuffer;
}

/** Which tiles a product of so many rows with such weights gets. Measuring that may be broken off. */
export type ChooseTiling = (rows: number, weights: LayerWeights, signal?: AbortSignal) => Promise<Tiling>;

interface Dispatch {
	step: PlanStep;
	kernel: Kernel;
	group: GPUBindGroup;
	grid: [x: number, y: number];
	/** One, or one for each time. */
	offsets: number[];
	/** Before the sampler's steps, for all its times. */
	before: boolean;
}

/** Looked up late: in Node the constants are there only once Dawn was loaded. */
const storage = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;

export class Program {
	readonly plan: Plan;
	readonly counts: RowCounts;
	readonly #gpu: Gpu;
	readonly #kernels: Kernels;
	readonly #uniforms: Uniforms;
	readonly #choose: ChooseTiling;
	readonly #layout: PlanLayout;
	/** Of each step, in the uniform buffer. */
	readonly #offsets: number[][];
	#memory: GPUBuffer[] = [];
	/** What is bound where a step has nothing to read or write. */
	#nothing: GPUBuffer[] = [];
	/** Rows of labels that are asked for, and the row of each face and pass. */
	#asked: GPUBuffer | undefined;
	#labelRow: GPUBuffer | undefined;
	#dispatches: Dispatch[] = [];

	/** Adds its numbers to the uniforms; `allocate` and `bind` follow. */
	constructor(
		gpu: Gpu,
		kernels: Kernels,
		uniforms: Uniforms,
		choose: ChooseTiling,
		plan: Plan,
		counts: RowCounts
	) {
		this.#gpu = gpu;
		this.#kernels = kernels;
		this.#uniforms = uniforms;
		this.#choose = choose;
		this.plan = singleAssignment(plan);
		this.counts = counts;
		this.#layout = layOut(this.plan, counts);
		this.#offsets = this.plan.steps.map((step) => this.#stepOffsets(step));
	}

	/** Only within `Gpu.allocate`. */
	allocate(): void {
		const { faces, passes, labelRows } = this.counts;
		this.#memory = this.#layout.memory.map((bytes, i) =>
			this.#gpu.buffer(`activations ${i}`, bytes, storage())
		);
		this.#nothing = [0, 1].map((i) => this.#gpu.buffer(`nothing ${i}`, 16, storage()));
		const attributes = this.plan.steps.find(({ op }) => op === 'embed')?.tables.length ?? 0;
		if (attributes) {
			this.#asked = this.#gpu.buffer('labels', 4 * labelRows * attributes, storage());
			this.#labelRow = this.#gpu.buffer("faces' labels", 4 * faces * passes, storage());
		}
	}

	/**
	 * Takes the parameters as they are now. After `allocate`, and whenever weights were replaced. An abort rejects before
	 * the next kernel; what was compiled is kept.
	 */
	async bind(parameters: Parameters, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		this.#dispatches = await Promise.all(
			this.plan.steps.map(async (step, at): Promise<Dispatch> => {
				const output = this.#buffer(step.output);
				const rows = rowsOf(output.kind, this.counts);
				const { kernel, layout, grid, own } = await this.#kernelOf(step, rows, parameters, signal);
				const entries: Record<number, GPUBindingResource> = {
					0: this.#uniforms.binding,
					1: { buffer: this.#read(step.input, this.#readsActivated(step)) },
					4: { buffer: output.raw < 0 ? this.#nothing[1]! : this.#memory[output.raw]! },
					5: { buffer: output.activated < 0 ? this.#nothing[1]! : this.#memory[output.activated]! }
				};
				if (own) entries[2] = { buffer: own };
				const extra = step.op === 'norm' ? step.film : step.residual;
				if (3 in layout)
					entries[3] = { buffer: extra < 0 ? this.#nothing[0]! : this.#read(extra, false) };
				const labels = step.op === 'embed' ? this.#asked : this.#labelRow;
				if (6 in layout) entries[6] = { buffer: labels ?? this.#nothing[0]! };
				return {
					...{ step, kernel, grid },
					group: this.#gpu.device.createBindGroup({
						label: step.layer || step.op,
						layout: kernel.layout,
						entries: Object.entries(entries).map(([binding, resource]) => ({
							binding: Number(binding),
							resource
						}))
					}),
					offsets: this.#offsets[at]!,
					before: output.kind === 'time' || output.kind === 'labels'
				};
			})
		);
	}

	/** Dispatches for one step of the sampler, and those before the first. */
	get dispatches(): { before: number; step: number } {
		const before = this.#dispatches.filter((dispatch) => dispatch.before).length;
		return { before, step: this.#dispatches.length - before };
	}

	/** Multiplications and additions of its products, where `dispatches` are counted. */
	get operations(): { before: number; step: number } {
		const sum = { before: 0, step: 0 };
		for (const { step, before } of this.#dispatches) {
			if (step.op !== 'conv' && step.op !== 'linear') continue;
			const from = this.plan.buffers[step.input]!;
			const to = this.plan.buffers[step.output]!;
			const each =
				step.op === 'conv'
					? from.channels * step.kernel ** 2 * to.height * to.width
					: from.channels * from.height * from.width;
			sum[before ? 'before' : 'step'] += 2 * this.#rows(step.output) * to.channels * each;
		}
		return sum;
	}

	/** What depends on times and labels alone. */
	before(pass: GPUComputePassEncoder): void {
		for (const dispatch of this.#dispatches) if (dispatch.before) this.#run(pass, dispatch, 0);
	}

	/** The network, at the `time`th of its times. */
	run(pass: GPUComputePassEncoder, time = 0): void {
		for (const dispatch of this.#dispatches) if (!dispatch.before) this.#run(pass, dispatch, time);
	}

	get input(): GPUBuffer {
		return this.#read(this.plan.input, false);
	}

	get time(): GPUBuffer {
		return this.#read(this.plan.time, false);
	}

	get output(): GPUBuffer {
		return this.#read(this.plan.output, false);
	}

	/** labelRows × attributes classes, and for each face and pass which row is its own. */
	setLabels(rows: Uint32Array, rowOf: Uint32Array): void {
		if (this.#asked) this.#gpu.write(this.#asked, rows);
		if (this.#labelRow) this.#gpu.write(this.#labelRow, rowOf);
	}

	free(): void {
		this.#gpu.free(...this.#memory, ...this.#nothing, this.#asked, this.#labelRow);
		this.#dispatches = [];
	}

	#buffer(buffer: number): BufferLayout {
		return this.#layout.buffers[buffer]!;
	}

	#rows(buffer: number): number {
		return rowsOf(this.#buffer(buffer).kind, this.counts);
	}

	#read(buffer: number, activated: boolean): GPUBuffer {
		const layout = this.#buffer(buffer);
		return this.#memory[activated ? layout.activated : layout.raw]!;
	}

	#readsActivated(step: PlanStep): boolean {
		return step.siluInput && this.#buffer(step.input).activated >= 0;
	}

	/** Its kernel, what is bound there, how many workgroups, and the parameters that it reads. */
	async #kernelOf(step: PlanStep, rows: number, parameters: Parameters, signal?: AbortSignal) {
		const { channels, height, width } = this.plan.buffers[step.output]!;
		const each: [number, number] = [groupsFor(rows * channels * height * width), 1];
		const kernels = this.#kernels;
		switch (step.op) {
			case 'conv':
			case 'linear': {
				const weights = parameters.layer(step.layer);
				const products = rows * height * width;
				const tiling = await this.#choose(products, weights, signal);
				signal?.throwIfAborted();
				const siluInput = step.siluInput && !this.#readsActivated(step);
				return {
					kernel: await kernels.matmul(tiling, weights, step.kernel === 3, siluInput),
					layout: bindings.matmul,
					grid: gridOf(tiling, products, channels),
					own: weights.buffer
				};
			}
			case 'norm':
				return {
					kernel: await kernels.norm(),
					layout: bindings.norm,
					grid: [step.groups, rows] as [number, number],
					own: parameters.norm(step.layer)
				};
			case 'embed':
				return {
					kernel: await kernels.embed(),
					layout: bindings.embed,
					grid: each,
					own: parameters.tables(step.tables)
				};
			case 'shuffle':
			case 'unshuffle':
				return {
					kernel: await kernels.shuffle(step.op === 'unshuffle'),
					layout: bindings.shuffle,
					grid: each,
					own: undefined
				};
		}
	}

	#stepOffsets(step: PlanStep): number[] {
		const output = this.#buffer(step.output);
		const { labelRows, times } = this.counts;
		const byLabels =
			step.film >= 0 && this.#buffer(step.film).kind === 'labels' && output.kind === 'both';
		if (step.film >= 0 && !byLabels && this.#buffer(step.film).kind !== output.kind) {
			throw new Error(`${step.layer}: FiLM is by the faces' labels, or has a row for each row`);
		}
		const given =
			(step.silu ? flags.SILU : 0) |
			(step.residual >= 0 ? flags.RESIDUAL : 0) |
			(step.film >= 0 ? flags.FILM : 0) |
			(byLabels ? flags.LABELS : 0) |
			(output.raw >= 0 ? flags.RAW : 0) |
			(output.activated >= 0 ? flags.ACTIVATED : 0);
		const { channels, height, width } = this.plan.buffers[step.output]!;
		return Array.from({ length: byLabels ? times : 1 }, (_, time) =>
			this.#uniforms.add(stepFields, {
				rows: this.#rows(step.output),
				inputRows: this.#rows(step.input),
				residualRows: step.residual >= 0 ? this.#rows(step.residual) : 1,
				...{ channels, height, width },
				flags: given,
				groups: step.groups,
				epsilon: step.epsilon,
				filmFirst: time * labelRows,
				labelRows,
				tables: step.tables.length
			})
		);
	}

	#run(pass: GPUComputePassEncoder, { kernel, group, grid, offsets }: Dispatch, time: number): void {
		pass.setPipeline(kernel.pipeline);
		pass.setBindGroup(0, group, [offsets[offsets.length > 1 ? time : 0]!]);
		pass.dispatchWorkgroups(...grid);
	}
}
