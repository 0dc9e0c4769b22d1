/** A module worker whose script may be another origin's. */
export function workerFrom(address: URL): Worker {
	// In a frame with a sandbox `self.origin` is null, wherever its page lies.
	if (address.origin === self.origin) return new Worker(address, { type: 'module' });
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
