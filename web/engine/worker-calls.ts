/** The page's one worker, started when first asked, and the queue of calls to it that all engines share. */
import * as Comlink from 'comlink';
import type { CoreWorker, Sessions } from './core.worker';
import { CallQueue, type Turn } from './queue';
import { CoreError } from './types';

/** What a session's method of that name answers, once it has. */
type Method<Room extends keyof Sessions, Name extends keyof Sessions[Room]> = Sessions[Room][Name] extends (
	...args: infer Args
) => infer Answer
	? { args: Args; answer: Awaited<Answer> }
	: never;

let worker: Comlink.Remote<CoreWorker> | undefined;
const queue = new CallQueue();

/** Asks one session of the worker. Call in the browser only. */
export const asker =
	<Room extends keyof Sessions>(room: Room) =>
	<Name extends keyof Sessions[Room] & string>(
		name: Name,
		args: Method<Room, Name>['args'],
		turn?: Turn
	): Promise<Method<Room, Name>['answer']> =>
		queue.run(async () => {
			worker ??= Comlink.wrap<CoreWorker>(
				new Worker(new URL('./core.worker.ts', import.meta.url), { type: 'module' })
			);
			try {
				const answer: unknown = await worker.call(room, name, args);
				return answer as Method<Room, Name>['answer'];
			} catch (error) {
				// A class does not survive the way from the worker; its message does.
				throw new CoreError(error instanceof Error ? error.message : String(error));
			}
		}, turn);
