/** Takes the place of web/engine/start-camera-worker.ts in the elements. */
import { workerFrom } from './worker-from';

export const startCameraWorker = (): Worker =>
	workerFrom(() => new Worker(new URL('../engine/camera.worker.ts', import.meta.url), { type: 'module' }));
