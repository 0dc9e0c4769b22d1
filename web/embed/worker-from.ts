/** A module worker whose script may be another origin's. */
export function workerFrom(address: URL): Worker {
	// In a frame with a sandbox `self.origin` is null, wherever its page lies.
	if (address.origin === self.origin) return new Worker(address, { type: 'module' });
	// A page may only start workers of its own; one of its own may import another origin's.
	const code = `import ${JSON.stringify(address.href)};`;
	// Of null's blobs Chromium makes no modules. Elsewhere a blob: its workers have their page's origin.
	if (self.origin === 'null')
		return new Worker(`data:text/javascript,${encodeURIComponent(code)}`, { type: 'module' });
	const own = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
	const worker = new Worker(own, { type: 'module' });
	// The worker has read it by the time it answers or fails.
	for (const event of ['message', 'error'])
		worker.addEventListener(event, () => URL.revokeObjectURL(own), { once: true });
	return worker;
}
