/**
 * The core's networks in this process, as a page has them by way of its worker: for the site while it is built, and for
 * tests.
 */
import { readFileSync } from 'node:fs';
import { ModelSession } from './model-session';
import type { ModelEngine, NetworkName } from './model-types';
import createFrechet from './wasm/frechet.mjs';
import createModels from './wasm/models.mjs';

type Bytes = ArrayBuffer | Uint8Array;

/** `folder` is where the networks lie, `wasm` reads a module's bytes. */
export async function localEngine(
	folder: string,
	wasm: (module: 'models' | 'frechet') => Bytes | Promise<Bytes>
): Promise<ModelEngine> {
	const session = new ModelSession(
		await createModels({ wasmBinary: await wasm('models') }),
		async () => createFrechet({ wasmBinary: await wasm('frechet') }),
		(path) => Promise.resolve(new Uint8Array(readFileSync(path)))
	);
	const filesOf = (name: NetworkName) =>
		(name === 'judge' ? ['judge', 'judge_features'] : [name]).map(
			(file) => `${folder}/${file}.safetensors`
		);
	const later = <T>(answer: () => T): Promise<T> => Promise.resolve().then(answer);
	return {
		open: (name) => session.open(name, filesOf(name)),
		quantize: (network, all, layers) => later(() => session.quantize(network, all, layers)),
		async allocate(network, options, bytes, { signal, onstep } = {}) {
			for (let left = true; left; signal?.throwIfAborted()) {
				const { done, of } = await later(() => session.measureCosts(network, options, bytes));
				onstep?.(done, of);
				left = done < of;
			}
			return session.allocate(network, options, bytes);
		},
		packed: (network, layer) => later(() => session.packed(network, layer)),
		parameter: (network, name) => later(() => session.parameter(network, name)),
		times: (steps) => later(() => session.times(steps)),
		reconstruct: (network, rgba) => later(() => session.reconstruct(network, rgba)),
		decode: (network, latents) => later(() => session.decode(network, latents)),
		colorMaps: () => later(() => session.colorMaps()),
		judge: (network, rgba, labels) => later(() => session.judge(network, rgba, labels)),
		async sample(networks, options, { signal, onstep } = {}) {
			const sampling = session.startSampling(networks, options);
			try {
				for (let heard = 0; heard < options.steps; signal?.throwIfAborted()) {
					const { done } = await later(() => session.step(sampling));
					for (; heard < done; heard++) onstep?.(heard + 1, options.steps);
				}
				return session.faces(sampling);
			} finally {
				session.endSampling(sampling);
			}
		},
		release: (network) => session.release(network)
	};
}
