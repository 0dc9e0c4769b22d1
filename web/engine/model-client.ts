/** The engine on the main thread, for networks. */
import { addressesOf } from './model-files';
import type { Faces, ModelEngine } from './model-types';
import { asker } from './worker-calls';

export { isAbort } from './queue';

class WorkerModelEngine implements ModelEngine {
	readonly #ask = asker('models');
	/** The last sampling of each channel. */
	readonly #samplings = new Map<string, AbortController>();

	open: ModelEngine['open'] = (name, call) => this.#ask('open', [name, addressesOf(name)], call);
	quantize: ModelEngine['quantize'] = (network, all, layers, call) =>
		this.#ask('quantize', [network, all, layers], call);
	packed: ModelEngine['packed'] = (network, layer, call) => this.#ask('packed', [network, layer], call);
	parameter: ModelEngine['parameter'] = (network, name, call) =>
		this.#ask('parameter', [network, name], call);
	times: ModelEngine['times'] = (steps, call) => this.#ask('times', [steps], call);
	reconstruct: ModelEngine['reconstruct'] = (autoencoder, rgba, call) =>
		this.#ask('reconstruct', [autoencoder, rgba], call);
	decode: ModelEngine['decode'] = (autoencoder, latents, call) =>
		this.#ask('decode', [autoencoder, latents], call);
	judge: ModelEngine['judge'] = (judge, rgba, labels, call) =>
		this.#ask('judge', [judge, rgba, labels], call);
	colorMaps: ModelEngine['colorMaps'] = () => this.#ask('colorMaps', []);
	release: ModelEngine['release'] = (handle) => void this.#ask('release', [handle]);

	/** A moment's measuring in each call, so that it may be cancelled between; what was measured is kept for the next. */
	allocate: ModelEngine['allocate'] = async (network, options, budgetBytes, { signal, onstep } = {}) => {
		for (let left = true; left;) {
			const { done, of } = await this.#ask('measureCosts', [network, options, budgetBytes], { signal });
			onstep?.(done, of);
			left = done < of;
		}
		return this.#ask('allocate', [network, options, budgetBytes], { signal });
	};

	/** A moment's steps in each call: others get their turn between, and a sampling that nobody waits for ends there. */
	sample: ModelEngine['sample'] = async (networks, options, { channel, signal, onstep } = {}) => {
		const own = new AbortController();
		const stop = () => own.abort();
		if (signal?.aborted) stop();
		signal?.addEventListener('abort', stop, { once: true });
		if (channel !== undefined) {
			this.#samplings.get(channel)?.abort();
			this.#samplings.set(channel, own);
		}
		const turn = { signal: own.signal };
		let sampling: number | undefined;
		try {
			sampling = await this.#ask('startSampling', [networks, options], turn);
			for (let heard = 0; heard < options.steps;) {
				const { done } = await this.#ask('step', [sampling], turn);
				for (; heard < done; heard++) onstep?.(heard + 1, options.steps);
			}
			return (await this.#ask('faces', [sampling], turn)) as Faces;
		} finally {
			if (sampling !== undefined) void this.#ask('endSampling', [sampling]);
			signal?.removeEventListener('abort', stop);
			if (channel !== undefined && this.#samplings.get(channel) === own)
				this.#samplings.delete(channel);
		}
	};
}

let engine: ModelEngine | undefined;

/** Call in the browser only. */
export const getModelEngine = (): ModelEngine => (engine ??= new WorkerModelEngine());
