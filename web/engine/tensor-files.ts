/** Where a tensor's values come from: a file that the core reads, or one whose tensors' places are known. */
import type { Files } from './wasm/files.mjs';
import { orThrow } from './or-throw';
import type { TensorListing } from './tensor-types';
import { CoreError } from './types';

export interface HeldFile {
	listing: TensorListing;
	/** Of the tensor at a place in the list; they are there until `use` returns. */
	withValues<T>(index: number, use: (values: Float32Array) => T): T | Promise<T>;
	close(): void;
}

export async function openedFile(reader: Files, source: Blob): Promise<HeldFile> {
	const bytes = new Uint8Array(await source.arrayBuffer());
	const file = orThrow(reader.openFile(bytes));
	return {
		listing: { format: file.format, bytes: bytes.length, tensors: file.tensors() },
		withValues(index, use) {
			try {
				return use(orThrow(file.values(index)));
			} finally {
				file.freeValues();
			}
		},
		close: () => file.delete()
	};
}

/** Reads no more of `source` than is asked for. */
export function listedFile(source: Blob, listing: TensorListing): HeldFile {
	if (source.size !== listing.bytes)
		throw new CoreError(
			`the file has ${source.size} bytes, and the one that was listed ${listing.bytes}`
		);
	return {
		listing,
		async withValues(index, use) {
			const { name, offset, bytes } = listing.tensors[index]!;
			if (offset === undefined)
				throw new CoreError(`of ${name} only a reader of files finds the values`);
			return use(new Float32Array(await source.slice(offset, offset + bytes).arrayBuffer()));
		},
		close() {}
	};
}
