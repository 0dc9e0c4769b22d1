/** Takes the place of web/engine/start-camera-worker.ts in the elements. */
import url from '../engine/camera.worker.ts?worker&url';
import { workerFrom } from './worker-from';

export const startCameraWorker = (): Worker => workerFrom(new URL(url, import.meta.url));
