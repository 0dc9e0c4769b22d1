/**
 * A module worker whose script may be another origin's. `start` begins it in the words that bundlers know, `new Worker(new
 * URL(…))`, and in no others: so an app that takes the elements in has the worker bundled, too.
 */
export function workerFrom(start: () => Worker): Worker {
	const address = addressOf(start);
	// In a frame with a sandbox `self.origin` is null, wherever its page lies.
	if (address.origin === self.origin) return start();
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

/** Only those words know where a bundler has put the script: something else hears them in the place of `Worker`. */
function addressOf(start: () => Worker): URL {
	const { Worker } = self;
	let heard: string | URL;
	try {
		self.Worker = function (address: string | URL) {
			heard = address;
		} as unknown as typeof Worker;
		start();
	} finally {
		self.Worker = Worker;
	}
	return new URL(heard!);
}
