/** Takes the place of web/engine/start-worker.ts where a widget is one file: the worker is a text in it. */
import CoreWorker from '../engine/core.worker.ts?worker&inline';

export const startWorker = (): Worker => new CoreWorker();
