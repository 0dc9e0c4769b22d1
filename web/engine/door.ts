/**
 * The core's sessions by name. Each of its modules is loaded when first asked for: a page about tensors carries
 * no pictures, and the other way round. Every array in an answer is handed over, not copied.
 */
import * as Comlink from 'comlink';
import type { CoreSession } from './core-session';
import type { LayerSession } from './layer-session';
import type { ModelSession } from './model-session';
import type { NumberSession } from './number-session';
import type { TensorSession } from './tensor-session';

export interface Sessions {
	pictures: CoreSession;
	numbers: NumberSession;
	tensors: TensorSession;
	layers: LayerSession;
	models: ModelSession;
}

const load: { [Room in keyof Sessions]: () => Promise<Sessions[Room]> } = {
	async pictures() {
		const [{ default: createCore }, { CoreSession }] = await Promise.all([
			import('./wasm/core.mjs'),
			import('./core-session')
		]);
		return new CoreSession(await createCore());
	},
	async numbers() {
		const [{ default: createNumbers }, { NumberSession }] = await Promise.all([
			import('./wasm/numbers.mjs'),
			import('./number-session')
		]);
		return new NumberSession(await createNumbers());
	},
	async tensors() {
		const [{ default: createTensors }, { TensorSession }] = await Promise.all([
			import('./wasm/tensors.mjs'),
			import('./tensor-session')
		]);
		return new TensorSession(await createTensors(), async () =>
			(await import('./wasm/files.mjs')).default()
		);
	},
	async layers() {
		const [{ default: createLayers }, { LayerSession }] = await Promise.all([
			import('./wasm/layers.mjs'),
			import('./layer-session')
		]);
		return new LayerSession(await createLayers());
	},
	async models() {
		const [{ default: createModels }, { ModelSession }] = await Promise.all([
			import('./wasm/models.mjs'),
			import('./model-session')
		]);
		return new ModelSession(await createModels(), async () =>
			(await import('./wasm/frechet.mjs')).default()
		);
	}
};

const sessions: { [Room in keyof Sessions]?: Promise<Sessions[Room]> } = {};

/** A module that could not be loaded is tried again with the next call. */
function session(room: keyof Sessions): Promise<unknown> {
	return (sessions[room] ??= load[room]().catch((error: unknown) => {
		delete sessions[room];
		throw error;
	}) as Promise<never>);
}

function buffersIn(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
	if (ArrayBuffer.isView(value)) {
		found.push(value.buffer as ArrayBuffer);
	} else if (value !== null && typeof value === 'object') {
		for (const inner of Object.values(value)) buffersIn(inner, found);
	}
	return found;
}

/** One door for all calls: the clients know their types. */
export const door = {
	async call(room: keyof Sessions, name: string, args: unknown[]): Promise<unknown> {
		const target = (await session(room)) as Record<string, (...args: unknown[]) => unknown>;
		const answer = await target[name]!(...args);
		// Comlink notes what to hand over by the answer itself, which must be an object for that.
		return typeof answer === 'object' && answer !== null
			? Comlink.transfer(answer, buffersIn(answer))
			: answer;
	}
};
