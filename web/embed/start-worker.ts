/** Takes the place of web/engine/start-worker.ts in the elements, whose script may come from another origin. */
import { workerFrom } from './worker-from';

export const startWorker = (): Worker =>
	workerFrom(() => new Worker(new URL('../engine/core.worker.ts', import.meta.url), { type: 'module' }));
