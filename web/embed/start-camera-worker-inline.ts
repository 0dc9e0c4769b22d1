/** Takes the place of web/engine/start-camera-worker.ts where a widget is one file. */
import CameraWorker from '../engine/camera.worker.ts?worker&inline';
import { workerFromText } from './worker-from-text';

export const startCameraWorker = (): Worker => workerFromText(CameraWorker);
