import type { Granularity, Tensor, TensorEngine, TensorEntry, TensorFile } from '$engine/tensor-types';
import { oneOf, wholeNumber } from '../address';
import { optionsFor } from '../network-tensors/methods';
import { once } from '../once';
import { Live } from '../tensors/live.svelte';
import { isMatrix } from '../tensors/matrices';

export const fewest = 2;
export const most = 8;
export const groupSize = 32;
const granularities = ['tensor', 'channel', 'group'] as const;

export interface Wanted {
	bits: number;
	granularity: Granularity;
}

/** A layer before and after. */
export interface Layer {
	name: string;
	shape: readonly number[];
	before: number;
	after: number;
	/** Bytes of the scales alone. */
	scales: number;
	sqnrDb: number;
}

export interface Shown extends Wanted {
	layers: readonly Layer[];
	/** Bytes of what is never quantized: biases. */
	rest: number;
}

/** Of a network's file in bytes. */
export interface Sizes {
	before: number;
	integers: number;
	scales: number;
	/** As it was: the biases, and the layers that the reader leaves alone. */
	kept: number;
	after: number;
}

export const firstWanted: Wanted = { bits: 8, granularity: 'channel' };

type Engine = Pick<TensorEngine, 'openTensor' | 'compress' | 'release'>;

interface Opened {
	file: TensorFile;
	layers: { entry: TensorEntry; tensor: Tensor }[];
}

export async function opened(engine: Engine, file: TensorFile): Promise<Opened> {
	const layers: Opened['layers'] = [];
	for (const entry of file.tensors.filter(isMatrix))
		layers.push({ entry, tensor: await engine.openTensor(file.handle, entry.name) });
	return { file, layers };
}

export async function answer(engine: Engine, { file, layers }: Opened, wanted: Wanted): Promise<Shown> {
	const dials = { ...wanted, mode: 'symmetric', groupSize } as const;
	const all = layers.map(async ({ entry, tensor }): Promise<Layer> => {
		const options = optionsFor('linear', dials, entry.shape);
		const { bytes, scales, error } = await engine.compress(tensor.handle, options);
		return {
			name: entry.name,
			shape: entry.shape,
			before: bytes.before,
			after: bytes.after,
			scales: scales.byteLength,
			sqnrDb: error.sqnrDb
		};
	});
	const rest = file.tensors.filter((entry) => !isMatrix(entry));
	return {
		...wanted,
		layers: await Promise.all(all),
		rest: rest.reduce((sum, { bytes }) => sum + bytes, 0)
	};
}

export function sizesOf({ layers, rest }: Shown, alone: readonly string[]): Sizes {
	const sizes = { before: rest, integers: 0, scales: 0, kept: rest, after: rest };
	for (const { name, before, after, scales } of layers) {
		sizes.before += before;
		if (alone.includes(name)) sizes.kept += before;
		else {
			sizes.integers += after - scales;
			sizes.scales += scales;
		}
		sizes.after += alone.includes(name) ? before : after;
	}
	return sizes;
}

/** Every layer of the network, quantized as the reader sets it; some of them left alone. */
export class NetworkLayers {
	readonly live: Live<Wanted, Shown>;
	wanted = $state.raw<Wanted>(firstWanted);
	/** Names of the layers that stay float32. */
	alone = $state.raw<readonly string[]>([]);

	readonly #engine: () => Engine;
	readonly #opened: () => Promise<Opened>;
	#held: Opened['layers'] = [];

	constructor(engine: () => Engine, openNetwork: () => Promise<TensorFile>, first?: Shown) {
		this.#engine = engine;
		this.#opened = once(async () => {
			const network = await opened(engine(), await openNetwork());
			this.#held = network.layers;
			return network;
		});
		this.live = new Live(async (wanted) => answer(engine(), await this.#opened(), wanted));
		this.live.shown = first;
	}

	choose(change: Partial<Wanted>): Promise<void> {
		this.wanted = { ...this.wanted, ...change };
		return this.live.ask(this.wanted);
	}

	/** Leaves a layer as it was, or not. */
	toggle(name: string): void {
		const { alone } = this;
		this.alone = alone.includes(name) ? alone.filter((other) => other !== name) : [...alone, name];
	}

	restore({ bits, granularity, alone }: Record<string, string>): Promise<void> {
		if (alone !== undefined) this.alone = alone.split(',').filter(Boolean);
		return this.choose({
			bits: wholeNumber(bits, fewest, most) ?? this.wanted.bits,
			granularity: oneOf(granularities, granularity) ?? this.wanted.granularity
		});
	}

	get saved(): Record<string, string | number | undefined> {
		const { wanted, alone } = this;
		return { ...wanted, alone: alone.length ? alone.join(',') : undefined };
	}

	close(): void {
		for (const { tensor } of this.#held) this.#engine().release(tensor.handle);
		this.#held = [];
	}
}
