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

const worker = {
	async call<Name extends CallName>(
		name: Name,
		args: Parameters<CoreSession[Name]>
	): Promise<Awaited<ReturnType<CoreSession[Name]>>> {
		const target = (await session) as unknown as Record<Name, (...args: unknown[]) => unknown>;
		const answer = (await target[name](...args)) as Awaited<ReturnType<CoreSession[Name]>>;
		return Comlink.transfer(answer, buffersIn(answer));
	}
};

export type CoreWorker = typeof worker;

Comlink.expose(worker);
