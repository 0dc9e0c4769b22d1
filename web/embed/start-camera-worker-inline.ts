/** Takes the place of web/engine/start-camera-worker.ts where a widget is one file. */
import CameraWorker from '../engine/camera.worker.ts?worker&inline';

export const startCameraWorker = (): Worker => new CameraWorker();
