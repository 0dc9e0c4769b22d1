/** A network's parameters on the GPU, as the core holds them now. */
import type { ModelEngine, Network, PackedWeights, Plan } from '../engine/model-types';
import type { CallOptions } from '../engine/types';
import type { Gpu } from './device';
import type { Parameters } from './program';
import { layerBuffer, normBuffer, tablesBuffer, type LayerWeights } from './weights';

/** Plans name tables as the file does, layers without this. */
const layerOf = (table: string) => table.replace(/\.weight$/, '');
const keyOf = (tables: readonly string[]) => tables.join();

/** What quantizing never changes, fetched once. */
interface Fixed {
	bias: Float32Array;
	position?: Float32Array;
}

export class NetworkParameters implements Parameters {
	readonly #gpu: Gpu;
	readonly #engine: ModelEngine;
	readonly #handle: number;
	readonly #steps: Plan['steps'];
	readonly #fixed = new Map<string, Fixed>();
	readonly #norms = new Map<string, GPUBuffer>();
	#layers = new Map<string, LayerWeights>();
	#tables = new Map<string, GPUBuffer>();

	private constructor(gpu: Gpu, engine: ModelEngine, network: Network, plans: Plan[]) {
		this.#gpu = gpu;
		this.#engine = engine;
		this.#handle = network.handle;
		this.#steps = plans.flatMap(({ steps }) => steps);
	}

	/** Those of a network's plans. */
	static async load(
		gpu: Gpu,
		engine: ModelEngine,
		network: Network,
		plans: Plan[],
		call?: CallOptions
	): Promise<NetworkParameters> {
		const made = new NetworkParameters(gpu, engine, network, plans);
		await made.#loadFixed(call);
		await made.reload(call);
		return made;
	}

	/** Takes the weights as they have been quantized since; programs must bind again. The old ones stay if it fails. */
	async reload(call?: CallOptions): Promise<void> {
		const packed = new Map<string, PackedWeights>();
		await Promise.all(
			this.#weightNames().map(async (name) =>
				packed.set(name, await this.#engine.packed(this.#handle, name, call))
			)
		);
		const layers = new Map<string, LayerWeights>();
		const tables = new Map<string, GPUBuffer>();
		await this.#gpu.allocate(() => {
			for (const step of this.#steps) {
				if (step.op === 'embed') {
					const all = step.tables.map((table) => packed.get(layerOf(table))!);
					tables.set(keyOf(step.tables), tablesBuffer(this.#gpu, 'tables', all));
				} else if (step.op === 'conv' || step.op === 'linear') {
					const parts = { packed: packed.get(step.layer)!, ...this.#fixed.get(step.layer) };
					layers.set(step.layer, layerBuffer(this.#gpu, step.layer, parts));
				}
			}
		});
		this.#freeWeights();
		this.#layers = layers;
		this.#tables = tables;
	}

	/** Bytes of the weights, as they lie in the GPU's memory. */
	get bytes(): number {
		const layers = [...this.#layers.values()].map(({ buffer }) => buffer);
		return [...layers, ...this.#tables.values()].reduce((sum, { size }) => sum + size, 0);
	}

	layer(name: string): LayerWeights {
		return this.#layers.get(name)!;
	}

	norm(name: string): GPUBuffer {
		return this.#norms.get(name)!;
	}

	tables(names: readonly string[]): GPUBuffer {
		return this.#tables.get(keyOf(names))!;
	}

	free(): void {
		this.#freeWeights();
		this.#gpu.free(...this.#norms.values());
	}

	#freeWeights(): void {
		const layers = [...this.#layers.values()].map(({ buffer }) => buffer);
		this.#gpu.free(...layers, ...this.#tables.values());
	}

	#weightNames(): string[] {
		const names = this.#steps.flatMap(({ op, layer, tables }) =>
			op === 'embed' ? tables.map(layerOf) : op === 'conv' || op === 'linear' ? [layer] : []
		);
		return [...new Set(names)];
	}

	async #loadFixed(call?: CallOptions): Promise<void> {
		const parameter = (name: string) => this.#engine.parameter(this.#handle, name, call);
		await Promise.all(
			this.#steps.map(async ({ op, layer, position }) => {
				if (op === 'norm') {
					const [weight, bias] = await Promise.all([
						parameter(`${layer}.weight`),
						parameter(`${layer}.bias`)
					]);
					const buffer = await this.#gpu.allocate(() => normBuffer(this.#gpu, layer, weight, bias));
					this.#norms.set(layer, buffer);
				} else if (op === 'conv' || op === 'linear') {
					const bias = await parameter(`${layer}.bias`);
					this.#fixed.set(
						layer,
						position ? { bias, position: await parameter(position) } : { bias }
					);
				}
			})
		);
	}
}
