/** Embedded, where the page may be another origin's, web/embed/start-worker.ts takes this one's place. */
export const startWorker = (): Worker =>
	new Worker(new URL('./core.worker.ts', import.meta.url), { type: 'module' });
