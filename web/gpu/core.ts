/** For tests: the core's networks in this process, as the page has them by way of its worker. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelSession } from '../engine/model-session';
import type { ModelEngine, NetworkName } from '../engine/model-types';
import createModels from '../engine/wasm/models.mjs';

const file = (path: string) => new Uint8Array(readFileSync(join(import.meta.dirname, '../..', path)));

export interface LocalEngine extends ModelEngine {
	session: ModelSession;
}

export async function localEngine(): Promise<LocalEngine> {
	const core = await createModels({ wasmBinary: file('web/engine/wasm/models.wasm') });
	const session = new ModelSession(core, (name) =>
		Promise.resolve(file(`assets/models/${name}.safetensors`))
	);
	const later = <T>(answer: () => T): Promise<T> => Promise.resolve().then(answer);
	return {
		session,
		open: (name: NetworkName) => session.open(name, name === 'judge' ? [name, 'judge_features'] : [name]),
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
		noise: (seed, faces) => later(() => session.noise(seed, faces)),
		times: (steps) => later(() => session.times(steps)),
		reconstruct: (network, rgba) => later(() => session.reconstruct(network, rgba)),
		decode: (network, latents) => later(() => session.decode(network, latents)),
		colorMaps: () => later(() => session.colorMaps()),
		judge: (network, rgba, labels) => later(() => session.judge(network, rgba, labels)),
		async sample(networks, options, { signal, onstep } = {}) {
			const sampling = session.startSampling(networks, options);
			try {
				for (let step = 1; step <= options.steps; step++) {
					await later(() => session.step(sampling));
					signal?.throwIfAborted();
					onstep?.(step, options.steps);
				}
				return session.faces(sampling);
			} finally {
				session.endSampling(sampling);
			}
		},
		release: (network) => session.release(network)
	};
}
