/** The page's one worker, started when first asked, and the queue of calls to it that all engines share. */
import * as Comlink from 'comlink';
import type { door, Sessions } from './door';
import { CallQueue, type Turn } from './queue';
import { startWorker } from './start-worker';
import { CoreError } from './types';

/** What a session's method of that name answers, once it has. */
type Method<Room extends keyof Sessions, Name extends keyof Sessions[Room]> = Sessions[Room][Name] extends (
	...args: infer Args
) => infer Answer
	? { args: Args; answer: Awaited<Answer> }
	: never;

interface Started {
	calls: Comlink.Remote<typeof door>;
	/** Rejects when the worker's script cannot be loaded or breaks; a call to it would wait for ever. */
	broken: Promise<never>;
}

let started: Started | undefined;
const queue = new CallQueue();

function start(): Started {
	const worker = startWorker();
	const broken = new Promise<never>((_, reject) => {
		worker.addEventListener('error', ({ message }) => {
			started = undefined;
			reject(
				new Error(
					`the core could not be started: ${message || 'its script is not there, or this page may not load it'}`
				)
			);
		});
	});
	broken.catch(() => {}); // nobody may be waiting
	return { calls: Comlink.wrap<typeof door>(worker), broken };
}

/** Asks one session of the worker. Call in the browser only. */
export const asker =
	<Room extends keyof Sessions>(room: Room) =>
	<Name extends keyof Sessions[Room] & string>(
		name: Name,
		args: Method<Room, Name>['args'],
		turn?: Turn
	): Promise<Method<Room, Name>['answer']> =>
		queue.run(async () => {
			try {
				const { calls, broken } = (started ??= start());
				const answer: unknown = await Promise.race([calls.call(room, name, args), broken]);
				return answer as Method<Room, Name>['answer'];
			} catch (error) {
				// A class does not survive the way from the worker; its message does.
				throw new CoreError(error instanceof Error ? error.message : String(error));
			}
		}, turn);
