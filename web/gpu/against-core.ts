/** For tests: one plan on the GPU and in the core, with the same parameters, held in the same way. */
import type { PackedWeights, Plan, PlanStep } from '../engine/model-types';
import type { TensorOptions } from '../engine/tensor-types';
import type { CoreParameters, CoreParts } from './core-parts';
import type { Gpu } from './device';
import type { Kernels, Tiling } from './kernels';
import type { RowCounts } from './layout';
import { randoms } from './numbers';
import { Program } from './program';
import { readFloats } from './read';
import { Uniforms } from './uniforms';
import { layerBuffer, normBuffer, tablesBuffer } from './weights';

export const step = (given: Partial<PlanStep> & Pick<PlanStep, 'op' | 'input' | 'output'>): PlanStep => ({
	layer: 'layer',
	kernel: 1,
	siluInput: false,
	silu: false,
	residual: -1,
	position: '',
	film: -1,
	groups: 1,
	epsilon: 1e-5,
	tables: [],
	...given
});

export const vector = (channels: number, shared?: boolean) => ({
	...{ channels, height: 1, width: 1 },
	...(shared ? { shared } : {})
});

/** What a plan's steps read, at random; `classes` are the rows of each table. */
export function parametersFor(plan: Plan, classes: Record<string, number> = {}): CoreParameters {
	const parameters: CoreParameters = {};
	const add = (name: string, shape: number[]) => {
		const values = randoms(
			shape.reduce((a, b) => a * b),
			Object.keys(parameters).length + 1
		);
		parameters[name] = { shape, values };
	};
	for (const { op, layer, input, output, kernel, position, tables } of plan.steps) {
		const from = plan.buffers[input]!;
		const to = plan.buffers[output]!;
		if (op === 'conv') add(`${layer}.weight`, [to.channels, from.channels, kernel, kernel]);
		if (op === 'linear') {
			add(`${layer}.weight`, [to.channels, from.channels * from.height * from.width]);
		}
		if (op === 'norm') add(`${layer}.weight`, [to.channels]);
		if (op === 'conv' || op === 'linear' || op === 'norm') add(`${layer}.bias`, [to.channels]);
		if (position) add(position, [1, to.channels, to.height, to.width]);
		for (const table of tables) add(table, [classes[table]!, to.channels]);
	}
	return parameters;
}

const layerOf = (table: string) => table.replace(/\.weight$/, '');

export class AgainstCore {
	readonly #gpu: Gpu;
	readonly #kernels: Kernels;
	readonly #plan: Plan;
	readonly #parameters: CoreParameters;
	readonly #core: ReturnType<CoreParts['networkOf']>;

	constructor(
		gpu: Gpu,
		kernels: Kernels,
		core: CoreParts,
		plan: Plan,
		{ weights, classes }: { weights?: TensorOptions; classes?: Record<string, number> } = {}
	) {
		this.#gpu = gpu;
		this.#kernels = kernels;
		this.#plan = plan;
		this.#parameters = parametersFor(plan, classes);
		this.#core = core.networkOf(plan, this.#parameters);
		const error = this.#core.quantize(weights);
		if (error !== undefined) throw new Error(error);
	}

	/** Of the step called `layer`. */
	get weights(): PackedWeights {
		return this.#core.packed('layer');
	}

	/** Rows of the plan's output. */
	inCore(
		input: Float32Array,
		faces: number,
		time = new Float32Array(0),
		labels = new Int32Array(0)
	): Float32Array {
		return this.#core.run(input, faces, time, labels);
	}

	/** The same by the GPU, at each of the times. */
	async onGpu(
		input: Float32Array,
		counts: Partial<RowCounts>,
		tiling: Tiling = { kernel: 'ref' },
		conditions?: { times: Float32Array; rows: number[]; rowOf: number[] }
	): Promise<Float32Array[]> {
		const gpu = this.#gpu;
		const all = { ...{ faces: 1, passes: 1, labelRows: 1, times: 1 }, ...counts };
		const uniforms = new Uniforms(gpu);
		const choose = () => Promise.resolve(tiling);
		const program = new Program(gpu, this.#kernels, uniforms, choose, this.#plan, all);
		const parameter = (name: string) => this.#parameters[name]!.values;
		const buffers: GPUBuffer[] = [];
		const held = new Map<string, GPUBuffer>();
		const layers = new Map<string, ReturnType<typeof layerBuffer>>();
		await gpu.allocate(() => {
			program.allocate();
			uniforms.allocate();
			for (const { op, layer, position, tables } of this.#plan.steps) {
				if (op === 'conv' || op === 'linear') {
					const made = layerBuffer(gpu, layer, {
						packed: this.#core.packed(layer),
						bias: parameter(`${layer}.bias`),
						position: position ? parameter(position) : undefined
					});
					layers.set(layer, made);
					buffers.push(made.buffer);
				} else if (op === 'norm') {
					const [weight, bias] = [parameter(`${layer}.weight`), parameter(`${layer}.bias`)];
					held.set(layer, normBuffer(gpu, layer, weight, bias));
				} else if (op === 'embed') {
					const packed = tables.map((table) => this.#core.packed(layerOf(table)));
					held.set(tables.join(), tablesBuffer(gpu, 'tables', packed));
				}
			}
		});
		await program.bind({
			layer: (name) => layers.get(name)!,
			norm: (name) => held.get(name)!,
			tables: (names) => held.get(names.join())!
		});
		gpu.write(program.input, input);
		if (conditions) {
			gpu.write(program.time, conditions.times);
			program.setLabels(Uint32Array.from(conditions.rows), Uint32Array.from(conditions.rowOf));
		}
		const answers: Float32Array[] = [];
		for (let time = 0; time < all.times; time++) {
			const encoder = gpu.device.createCommandEncoder();
			const pass = encoder.beginComputePass();
			if (time === 0) program.before(pass);
			program.run(pass, time);
			pass.end();
			gpu.device.queue.submit([encoder.finish()]);
			answers.push(await readFloats(gpu, program.output));
		}
		program.free();
		uniforms.free();
		gpu.free(...buffers, ...held.values());
		return answers;
	}

	free(): void {
		this.#core.delete();
	}
}
