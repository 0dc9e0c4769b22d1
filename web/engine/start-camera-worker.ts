/** Embedded, web/embed/start-camera-worker.ts takes its place, as with start-worker.ts. */
export const startCameraWorker = (): Worker =>
	new Worker(new URL('./camera.worker.ts', import.meta.url), { type: 'module' });
