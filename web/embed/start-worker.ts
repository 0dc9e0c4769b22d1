/** Takes the place of web/engine/start-worker.ts in the elements, whose script may come from another origin. */
import url from '../engine/core.worker.ts?worker&url';

export function startWorker(): Worker {
	const address = new URL(url, import.meta.url);
	if (address.origin === location.origin) return new Worker(address, { type: 'module' });
	// A page may only start workers of its own; one of its own may import another origin's.
	const own = URL.createObjectURL(
		new Blob([`import ${JSON.stringify(address.href)};`], { type: 'text/javascript' })
	);
	const worker = new Worker(own, { type: 'module' });
	// The worker has read it by the time it answers or fails.
	for (const event of ['message', 'error'])
		worker.addEventListener(event, () => URL.revokeObjectURL(own), { once: true });
	return worker;
}
