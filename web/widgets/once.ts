/** Done once for the page, whoever asks; a failure is not kept. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
	let done: Promise<T> | undefined;
	return () =>
		(done ??= work().catch((error: unknown) => {
			done = undefined;
			throw error;
		}));
}
