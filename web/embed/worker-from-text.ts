/**
 * A worker whose script is a text in ours: a blob, or, in a frame with a sandbox, of whose blobs Chromium makes no module
 * workers, the `data:` address that the bundler's wrapper takes where no blob is to be had.
 */
export function workerFromText(Wrapped: new () => Worker): Worker {
	if (self.origin !== 'null') return new Wrapped();
	const { createObjectURL } = URL;
	URL.createObjectURL = () => '';
	try {
		return new Wrapped();
	} finally {
		URL.createObjectURL = createObjectURL;
	}
}
