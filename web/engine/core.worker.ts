/** Runs the core off the main thread. Every array in an answer is handed over, not copied. */
import * as Comlink from 'comlink';
import createCore from './wasm/core.mjs';
import { CoreSession } from './core-session';

const session = createCore().then((core) => new CoreSession(core));

function buffersIn(value: unknown, found: ArrayBuffer[] = []): ArrayBuffer[] {
	if (ArrayBuffer.isView(value)) {
		found.push(value.buffer as ArrayBuffer);
	} else if (value !== null && typeof value === 'object') {
		for (const inner of Object.values(value)) buffersIn(inner, found);
	}
	return found;
}

export type CallName = keyof CoreSession;

/** One door for all calls: the client knows their types. */
const worker = {
	async call(name: CallName, args: unknown[]): Promise<unknown> {
		const target = (await session) as unknown as Record<CallName, (...args: unknown[]) => unknown>;
		const answer = await target[name](...args);
		// Comlink notes what to hand over by the answer itself, which must be an object for that.
		return answer === undefined ? undefined : Comlink.transfer(answer, buffersIn(answer));
	}
};

export type CoreWorker = typeof worker;

Comlink.expose(worker);
