/** A TensorFlow.js layers model, as npm packages ship them, turned into a safetensors file. */

/** https://github.com/tensorflow/tfjs: WeightsManifestConfig, as far as it is read here. */
export interface WeightsManifest {
	weightsManifest: {
		paths: string[];
		weights: { name: string; shape: number[]; dtype: string; quantization?: unknown }[];
	}[];
}

/** Names of element types there and here, and their bytes. */
const types: Record<string, { dtype: string; bytes: number }> = {
	float32: { dtype: 'F32', bytes: 4 },
	int32: { dtype: 'I32', bytes: 4 },
	uint8: { dtype: 'U8', bytes: 1 },
	bool: { dtype: 'BOOL', bytes: 1 }
};

/**
 * The same numbers under the same names, in the manifest's order. `read` gives the bytes of a file that the manifest
 * names; a group's files follow each other. `metadata` goes into the header. Throws where the weights are of a type
 * that is not known here, quantized, or not as many bytes as their shapes say.
 * https://huggingface.co/docs/safetensors: 8 bytes of header length, a JSON header, the data.
 */
export function toSafetensors(
	{ weightsManifest }: WeightsManifest,
	read: (path: string) => Uint8Array,
	metadata: Record<string, string> = {}
): Uint8Array<ArrayBuffer> {
	const header: Record<string, unknown> = { __metadata__: metadata };
	const files: Uint8Array[] = [];
	let end = 0;
	for (const { paths, weights } of weightsManifest) {
		for (const { name, shape, dtype, quantization } of weights) {
			const type = types[dtype];
			if (!type || quantization)
				throw new Error(`${name} is ${quantization ? 'quantized' : dtype}, which is not read here`);
			const begin = end;
			end += shape.reduce((product, dimension) => product * dimension, type.bytes);
			header[name] = { dtype: type.dtype, shape, data_offsets: [begin, end] };
		}
		files.push(...paths.map(read));
		const there = files.reduce((sum, file) => sum + file.length, 0);
		if (there !== end)
			throw new Error(`${paths.join(', ')}: ${there} bytes in all, not ${end} as its shapes say`);
	}

	const text = new TextEncoder().encode(JSON.stringify(header));
	// Spaces at its end, so that the data begin at a multiple of 8.
	const headerBytes = Math.ceil(text.length / 8) * 8;
	const file = new Uint8Array(8 + headerBytes + end).fill(0x20, 8, 8 + headerBytes);
	new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
	file.set(text, 8);
	let at = 8 + headerBytes;
	for (const bytes of files) {
		file.set(bytes, at);
		at += bytes.length;
	}
	return file;
}
