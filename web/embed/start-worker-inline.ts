/** Takes the place of web/engine/start-worker.ts where a widget is one file: the worker is a text in it. */
import CoreWorker from '../engine/core.worker.ts?worker&inline';
import { workerFromText } from './worker-from-text';

export const startWorker = (): Worker => workerFromText(CoreWorker);
