/** Takes the place of web/engine/start-worker.ts in the elements, whose script may come from another origin. */
import url from '../engine/core.worker.ts?worker&url';
import { workerFrom } from './worker-from';

export const startWorker = (): Worker => workerFrom(new URL(url, import.meta.url));
