/** The core's networks as the worker offers them: by handle, answers as copies that can be handed over. */
import type { CoreStatistics, FrechetCore } from './wasm/frechet.mjs';
import type { CoreCosts, CoreNetwork, CoreSampling, Models } from './wasm/models.mjs';
import { copy, pixels } from './copies';
import { completeMethod } from './method-options';
import type {
	Faces,
	Judgement,
	LayerOptions,
	Network,
	NetworkName,
	NetworkReport,
	PackedWeights,
	Reconstruction,
	SampleOptions
} from './model-types';
import { orThrow } from './or-throw';
import type { TensorOptions } from './tensor-types';
import { CoreError } from './types';

const faceBytes = 16 * 16 * 4;
const latentNumbers = 128;
const maxFaces = 4096;
/** Any will do where it is left to the core. */
const leastBits = 2;
/** So long a call may keep the worker from others that are waiting. */
const momentMs = 60;

interface HeldNetwork {
	network: CoreNetwork;
	/** What layers cost, by method: once measured, any budget is shared out at once. */
	costs: Map<string, CoreCosts>;
	/** Of the judge. */
	heldOut?: CoreStatistics;
}

interface HeldSampling {
	sampling: CoreSampling;
	autoencoder: number;
	/** What each step looked like, where that was asked for. */
	steps?: NonNullable<Faces['steps']>;
	seconds: number;
}

async function fetched(address: string): Promise<Uint8Array> {
	const response = await fetch(address);
	if (!response.ok) throw new CoreError(`${address} could not be fetched: ${response.status}`);
	return new Uint8Array(await response.arrayBuffer());
}

const choiceOf = (options: LayerOptions) => (options === 'float16' ? options : completeMethod(options));

export class ModelSession {
	readonly #core: Models;
	readonly #frechet: () => Promise<FrechetCore>;
	readonly #read: (address: string) => Promise<Uint8Array>;
	readonly #files = new Map<string, Promise<Uint8Array>>();
	readonly #networks = new Map<number, HeldNetwork>();
	readonly #samplings = new Map<number, HeldSampling>();
	#nextHandle = 1;

	/** `frechet` loads the module that compares crowds, when a judge is opened. */
	constructor(core: Models, frechet: () => Promise<FrechetCore>, read = fetched) {
		this.#core = core;
		this.#frechet = frechet;
		this.#read = read;
	}

	/** `addresses` are those of model-files.ts; each file is fetched once. */
	async open(name: NetworkName, addresses: string[]): Promise<Network> {
		const [file, statistics] = await Promise.all(addresses.map((address) => this.#file(address)));
		if (!file) throw new CoreError(`there is no file of ${name}`);
		const heldOut = statistics && orThrow((await this.#frechet()).openStatistics(statistics));
		const network = orThrow(this.#core.openNetwork(file));
		const handle = this.#nextHandle++;
		this.#networks.set(handle, {
			network,
			costs: new Map<string, CoreCosts>(),
			...(heldOut && { heldOut })
		});
		return {
			handle,
			name,
			attributes: network.attributes(),
			layers: network.layers(),
			parameters: network.parameters,
			bytes: file.length,
			plans: network.plans()
		};
	}

	release(handle: number): void {
		const held = this.#networks.get(handle);
		held?.network.delete();
		held?.costs.forEach((costs) => costs.delete());
		held?.heldOut?.delete();
		this.#networks.delete(handle);
	}

	quantize(handle: number, all: LayerOptions, layers: Record<string, LayerOptions> = {}): NetworkReport {
		const { network } = this.#of(handle);
		const own = Object.fromEntries(
			Object.entries(layers).map(([name, options]) => [name, choiceOf(options)])
		);
		const report = orThrow(network.quantize(choiceOf(all), own));
		return {
			...report,
			layers: report.layers.map((layer) => ({ ...layer, options: layers[layer.name] ?? all }))
		};
	}

	/** Goes on with the measuring that `allocate` needs, for a moment. A budget that is too small is an error at once. */
	measureCosts(handle: number, options: TensorOptions, budgetBytes: number): { done: number; of: number } {
		const costs = this.#costs(handle, options, budgetBytes);
		const until = performance.now() + momentMs;
		while (costs.done < costs.steps && performance.now() < until) orThrow(costs.step());
		return { done: costs.done, of: costs.steps };
	}

	allocate(handle: number, options: TensorOptions, budgetBytes: number): Record<string, LayerOptions> {
		const costs = this.#costs(handle, options, budgetBytes);
		if (costs.done < costs.steps) throw new CoreError('the costs of layers are not measured yet');
		const bits = orThrow(costs.allocate(budgetBytes));
		return Object.fromEntries(Object.entries(bits).map(([name, n]) => [name, { ...options, bits: n }]));
	}

	packed(handle: number, layer: string): PackedWeights {
		const packed = this.#of(handle).network.packed(layer);
		if (!packed) throw new CoreError(`the network has no layer named ${layer}`);
		return packed;
	}

	parameter(handle: number, name: string): Float32Array<ArrayBuffer> {
		const values = this.#of(handle).network.parameter(name);
		if (!values) throw new CoreError(`the network has no parameter named ${name}`);
		return new Float32Array(values);
	}

	times(steps: number): Float32Array<ArrayBuffer> {
		this.#checkWhole('steps', steps, 1, 1000);
		return this.#core.times(steps);
	}

	/** A sampling's handle; `step` it to its end and then take its faces. */
	startSampling(
		{ diffusion, autoencoder }: { diffusion: number; autoencoder: number },
		{ labels, faces, steps, guidance, seed, show = 'none' }: SampleOptions
	): number {
		this.#checkWhole('a seed', seed, 0, Number.MAX_SAFE_INTEGER);
		this.#checkWhole('the number of faces', faces, 1, maxFaces);
		this.#checkWhole('steps', steps, 1, 1000);
		const { network } = this.#of(diffusion, 'diffusion');
		this.#of(autoencoder, 'autoencoder');
		const sampling = orThrow(this.#core.startSampling(network, { labels, faces, steps, guidance, seed }));
		const handle = this.#nextHandle++;
		this.#samplings.set(handle, {
			sampling,
			autoencoder,
			...(show === 'all' && { steps: [] }),
			seconds: 0
		});
		return handle;
	}

	/** A step, and those after it that fit into a moment; how many are done. */
	step(handle: number): { done: number } {
		const held = this.#sampling(handle);
		const { sampling, steps } = held;
		const until = performance.now() + momentMs;
		this.#timed(held, () => {
			do {
				sampling.step();
				steps?.push({
					predicted: this.decode(held.autoencoder, sampling.predicted()),
					state: this.decode(held.autoencoder, sampling.latents())
				});
			} while (sampling.done < sampling.steps && performance.now() < until);
		});
		return { done: sampling.done };
	}

	faces(handle: number): Faces {
		const held = this.#sampling(handle);
		const latents = held.sampling.latents();
		const rgba = this.#timed(
			held,
			() => held.steps?.at(-1)?.state.slice() ?? this.decode(held.autoencoder, latents)
		);
		return { rgba, latents, ...(held.steps && { steps: held.steps }), seconds: held.seconds };
	}

	endSampling(handle: number): void {
		this.#samplings.get(handle)?.sampling.delete();
		this.#samplings.delete(handle);
	}

	reconstruct(autoencoder: number, rgba: Uint8ClampedArray): Reconstruction {
		const { network } = this.#of(autoencoder, 'autoencoder');
		this.#countFaces(rgba);
		const found = this.#core.reconstruct(network, new Uint8Array(rgba));
		const { rgba: after, errors, latentPictures } = found;
		return {
			...found,
			rgba: pixels(after),
			errors: pixels(errors),
			latentPictures: pixels(latentPictures)
		};
	}

	colorMaps(): { heat: Uint8Array<ArrayBuffer>; signed: Uint8Array<ArrayBuffer> } {
		return { heat: copy(this.#core.heatMap()), signed: copy(this.#core.signedMap()) };
	}

	decode(autoencoder: number, latents: Float32Array): Uint8ClampedArray<ArrayBuffer> {
		const { network } = this.#of(autoencoder, 'autoencoder');
		if (latents.length % latentNumbers)
			throw new CoreError(`a face's latent has ${latentNumbers} numbers; these are ${latents.length}`);
		return pixels(this.#core.decode(network, latents));
	}

	judge(judge: number, rgba: Uint8ClampedArray, labels: Int32Array = new Int32Array()): Judgement {
		const { network, heldOut } = this.#of(judge, 'judge');
		const faces = this.#countFaces(rgba);
		if (labels.length % faces || labels.length / faces > network.attributes().length)
			throw new CoreError(`${labels.length} labels are not those of ${faces} faces`);
		const { features, ...judgement } = this.#core.judge(network, new Uint8Array(rgba), labels);
		return { ...judgement, frechet: heldOut!.distance(features, faces) };
	}

	/** Of those that nobody measured to their end only the last stay: each has a network of its own till then. */
	#costs(handle: number, options: TensorOptions, budgetBytes: number): CoreCosts {
		this.#checkWhole('a budget', budgetBytes, 0, Number.MAX_SAFE_INTEGER);
		const { network, costs } = this.#of(handle);
		const method = completeMethod({ ...options, bits: leastBits });
		const key = JSON.stringify(method);
		let found = costs.get(key);
		if (!found) {
			for (const [other, held] of costs) {
				if (held.done === held.steps) continue;
				held.delete();
				costs.delete(other);
			}
			found = orThrow(network.costs(method));
			costs.set(key, found);
		}
		const refused = found.refused(budgetBytes);
		if (refused !== undefined) throw new CoreError(refused);
		return found;
	}

	/** A file that could not be fetched is tried again with the next call. */
	#file(address: string): Promise<Uint8Array> {
		let file = this.#files.get(address);
		if (!file) {
			file = this.#read(address);
			this.#files.set(address, file);
			file.catch(() => this.#files.delete(address));
		}
		return file;
	}

	#of(handle: number, kind?: CoreNetwork['kind']): HeldNetwork {
		const held = this.#networks.get(handle);
		if (!held) throw new CoreError('that network has been released');
		if (kind && held.network.kind !== kind)
			throw new CoreError(`that network is of the kind ${held.network.kind}, not ${kind}`);
		return held;
	}

	#sampling(handle: number): HeldSampling {
		const held = this.#samplings.get(handle);
		if (!held) throw new CoreError('that sampling has ended');
		return held;
	}

	#timed<T>(held: HeldSampling, work: () => T): T {
		const start = performance.now();
		const answer = work();
		held.seconds += (performance.now() - start) / 1000;
		return answer;
	}

	#countFaces(rgba: Uint8ClampedArray): number {
		if (rgba.length === 0 || rgba.length % faceBytes)
			throw new CoreError(`a face is 16 × 16 pixels of 4 bytes; these are ${rgba.length} bytes`);
		return rgba.length / faceBytes;
	}

	#checkWhole(what: string, n: number, least: number, most: number): void {
		if (!Number.isInteger(n) || n < least || n > most)
			throw new CoreError(`${what} must be a whole number from ${least} to ${most}, not ${n}`);
	}
}
