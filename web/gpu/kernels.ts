/** The kernels as pipelines, each compiled once for a device: what changes with a network's shapes is no part of them. */
import {
	noiseSource,
	samplerSource,
	stepSource,
	weightsReader,
	weightsSource,
	type encodings
} from './fields';
import type { Gpu } from './device';
import { GpuError } from './errors';
import embed from './kernels/embed.wgsl?raw';
import encodingFloat16 from './kernels/encoding_float16.wgsl?raw';
import encodingFloat32 from './kernels/encoding_float32.wgsl?raw';
import encodingLinear from './kernels/encoding_linear.wgsl?raw';
import encodingTable from './kernels/encoding_table.wgsl?raw';
import encodingTables from './kernels/encoding_tables.wgsl?raw';
import euler from './kernels/euler.wgsl?raw';
import fromRgba from './kernels/from_rgba.wgsl?raw';
import matmul from './kernels/matmul.wgsl?raw';
import matmulDot from './kernels/matmul_dot.wgsl?raw';
import matmulLanes from './kernels/matmul_lanes.wgsl?raw';
import matmulRef from './kernels/matmul_ref.wgsl?raw';
import matmulTile from './kernels/matmul_tile.wgsl?raw';
import noise from './kernels/noise.wgsl?raw';
import norm from './kernels/norm.wgsl?raw';
import shuffle from './kernels/shuffle.wgsl?raw';
import sourcePointwise from './kernels/source_pointwise.wgsl?raw';
import sourceWindow from './kernels/source_window.wgsl?raw';
import toRgba from './kernels/to_rgba.wgsl?raw';
import weight from './kernels/weight.wgsl?raw';
import write from './kernels/write.wgsl?raw';
import { expand, type Constants } from './template';
import { THREADS } from './threads';
import { dotDepth, type LayerWeights } from './weights';

export type Encoding = keyof typeof encodings;

/** How a matrix product is cut into tiles; see the kernels for what the numbers are. */
export type Tiling =
	| { kernel: 'ref' }
	| {
			kernel: 'tile';
			TILE_ROWS: number;
			TILE_COLUMNS: number;
			DEPTH: number;
			COLUMNS: number;
			/** 1: in float16. */
			HALF: 0 | 1;
	  }
	| { kernel: 'dot'; TILE_ROWS: number; TILE_COLUMNS: number; COLUMNS: number }
	| { kernel: 'lanes'; LANES: number; LOADS: number; COLUMNS: number };

export interface Kernel {
	pipeline: GPUComputePipeline;
	layout: GPUBindGroupLayout;
}

type Access = 'uniform' | 'read' | 'write';
type Bindings = Readonly<Record<number, Access>>;

/** What a step of a plan has at each binding. */
export const bindings = {
	matmul: { 0: 'uniform', 1: 'read', 2: 'read', 3: 'read', 4: 'write', 5: 'write' },
	norm: { 0: 'uniform', 1: 'read', 2: 'read', 3: 'read', 4: 'write', 5: 'write', 6: 'read' },
	shuffle: { 0: 'uniform', 1: 'read', 4: 'write', 5: 'write' },
	embed: { 0: 'uniform', 1: 'read', 2: 'read', 4: 'write', 5: 'write', 6: 'read' },
	euler: { 0: 'uniform', 1: 'read', 2: 'read', 3: 'write', 4: 'write', 5: 'write' },
	noise: { 0: 'uniform', 1: 'write' },
	rgba: { 0: 'uniform', 1: 'read', 2: 'write' }
} as const satisfies Record<string, Bindings>;

const encodingSources: Record<Encoding, string> = {
	float32: encodingFloat32,
	float16: encodingFloat16,
	linear: encodingLinear,
	table: encodingTable,
	tables: encodingTables
};
const matmulSources = { ref: matmulRef, tile: matmulTile, dot: matmulDot, lanes: matmulLanes };

/** Rows of a thread's own tile: a vector's. */
const FOUR = 4;

/** Threads of a tile's workgroup, and how many numbers of the tile of the input each of them fetches. */
function threadsOf(tiling: Tiling): Constants {
	if (tiling.kernel !== 'tile' && tiling.kernel !== 'dot') return {};
	const { TILE_ROWS, TILE_COLUMNS, COLUMNS } = tiling;
	const THREADS = (TILE_COLUMNS / COLUMNS) * (TILE_ROWS / FOUR);
	if (tiling.kernel === 'dot') return { THREADS, DEPTH: dotDepth };
	return { THREADS, SOURCE_LOADS: Math.ceil((tiling.DEPTH * TILE_ROWS) / THREADS) };
}

/** Threads that a group norm is given: a CPU gains nothing from many that wait for each other. */
const normThreads = (software: boolean) => (software ? 4 : 64);

export class Kernels {
	readonly #gpu: Gpu;
	readonly #made = new Map<string, Promise<Kernel>>();
	readonly #layouts = new Map<Bindings, GPUBindGroupLayout>();

	constructor(gpu: Gpu) {
		this.#gpu = gpu;
	}

	/** How many have been compiled. */
	get count(): number {
		return this.#made.size;
	}

	matmul(
		tiling: Tiling,
		{ encoding, bits }: Pick<LayerWeights, 'encoding' | 'bits'>,
		window: boolean,
		siluInput: boolean
	): Promise<Kernel> {
		const { kernel, ...sizes } = tiling;
		const half = tiling.kernel === 'tile' && tiling.HALF === 1;
		// a copy of many entries would take longer than its look-ups save
		const ownTable = this.#gpu.facts.software && bits <= 4;
		const constants = {
			...{ ...sizes, ...threadsOf(tiling) },
			...{ SILU_INPUT: +siluInput, PLAIN_INPUT: +!siluInput },
			...{ HALF: +half, WHOLE: +!half, OWN: +ownTable, SHARED: +!ownTable },
			...{ BITS: bits, PACKED: +(bits < 32), BYTES: +(bits === 8), PARTS: +(bits < 8), FOUR }
		};
		return this.#get(bindings.matmul, constants, [
			kernel === 'lanes' ? 'enable subgroups;\n' : '',
			half ? 'enable f16;\n' : '',
			kernel === 'dot' ? 'requires packed_4x8_integer_dot_product;\n' : '',
			...[weightsSource, weightsReader, stepSource, write, matmul],
			window ? sourceWindow : sourcePointwise,
			kernel === 'ref' ? weight : encodingSources[encoding],
			matmulSources[kernel]
		]);
	}

	norm(): Promise<Kernel> {
		const constants = { THREADS: normThreads(this.#gpu.facts.software) };
		return this.#get(bindings.norm, constants, [stepSource, write, norm]);
	}

	shuffle(back: boolean): Promise<Kernel> {
		return this.#get(bindings.shuffle, { SHUFFLE: +!back, UNSHUFFLE: +back }, [
			stepSource,
			write,
			shuffle
		]);
	}

	embed(): Promise<Kernel> {
		return this.#get(bindings.embed, {}, [
			weightsSource,
			weightsReader,
			stepSource,
			write,
			weight,
			embed
		]);
	}

	euler(numbers: number): Promise<Kernel> {
		return this.#get(bindings.euler, { NUMBERS: numbers }, [samplerSource, euler]);
	}

	noise(numbers: number): Promise<Kernel> {
		return this.#get(bindings.noise, { NUMBERS: numbers }, [noiseSource, noise]);
	}

	toRgba(): Promise<Kernel> {
		return this.#get(bindings.rgba, {}, [stepSource, toRgba]);
	}

	fromRgba(): Promise<Kernel> {
		return this.#get(bindings.rgba, {}, [stepSource, fromRgba]);
	}

	#get(entries: Bindings, constants: Constants, sources: string[]): Promise<Kernel> {
		const code = expand(sources.join('\n'), { THREADS, ...constants });
		let made = this.#made.get(code);
		if (!made) {
			made = this.#make(code, this.#layout(entries));
			this.#made.set(code, made);
			// tried again by who asks next
			made.catch(() => this.#made.delete(code));
		}
		return made;
	}

	async #make(code: string, layout: GPUBindGroupLayout): Promise<Kernel> {
		const { device } = this.#gpu;
		const pipeline = device.createComputePipelineAsync({
			layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
			compute: { module: device.createShaderModule({ code }), entryPoint: 'main' }
		});
		const compiled = pipeline.catch((error: unknown) => {
			throw new GpuError('unavailable', `the graphics driver compiles no kernel: ${String(error)}`);
		});
		return { pipeline: await this.#gpu.wait(compiled), layout };
	}

	#layout(entries: Bindings): GPUBindGroupLayout {
		let layout = this.#layouts.get(entries);
		if (!layout) {
			layout = this.#gpu.device.createBindGroupLayout({
				entries: Object.entries(entries).map(([binding, access]) => ({
					binding: Number(binding),
					visibility: GPUShaderStage.COMPUTE,
					buffer:
						access === 'uniform'
							? { type: 'uniform', hasDynamicOffset: true }
							: { type: access === 'read' ? 'read-only-storage' : 'storage' }
				}))
			});
			this.#layouts.set(entries, layout);
		}
		return layout;
	}
}
