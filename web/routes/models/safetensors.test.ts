import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { networkFile } from './network.server';
import { toSafetensors } from './safetensors';

vi.mock('$app/paths', () => ({ resolve: (path: string) => path }));

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const weight = (name: string, shape: number[], dtype = 'float32') => ({ name, shape, dtype });

function headerOf(
	file: Uint8Array
): Record<string, { dtype: string; shape: number[]; data_offsets: number[] }> {
	const length = Number(new DataView(file.buffer).getBigUint64(0, true));
	expect((8 + length) % 8).toBe(0);
	return JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
}

it('keeps names, shapes and bytes over several groups and files', () => {
	const files: Record<string, Uint8Array> = {
		a: floats(1, 2),
		b: floats(3),
		c: new Uint8Array([9, 8])
	};
	const file = toSafetensors(
		{
			weightsManifest: [
				{ paths: ['a', 'b'], weights: [weight('w', [1, 2]), weight('é', [])] },
				{ paths: ['c'], weights: [weight('mask', [2], 'bool')] }
			]
		},
		(path) => files[path]!,
		{ source: 'here' }
	);
	expect(headerOf(file)).toEqual({
		__metadata__: { source: 'here' },
		w: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
		é: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
		mask: { dtype: 'BOOL', shape: [2], data_offsets: [12, 14] }
	});
	expect(file.subarray(-14)).toEqual(new Uint8Array([...files.a!, ...files.b!, ...files.c!]));
});

it.each([
	['an unknown type', [weight('w', [1], 'string')], 'w is string'],
	['quantized weights', [{ ...weight('w', [1]), quantization: { scale: 1 } }], 'w is quantized'],
	['bytes that are missing', [weight('w', [2])], '4 bytes in all, not 8'],
	['bytes too many', [weight('w', [0])], '4 bytes in all, not 0']
])('refuses %s', (_, weights, reason) =>
	expect(() => toSafetensors({ weightsManifest: [{ paths: ['a'], weights }] }, () => floats(1))).toThrow(
		reason
	)
);

it('makes a file of the network that the command lists', () => {
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	const path = join(folder, 'network.safetensors');
	writeFileSync(path, networkFile());
	const listed = JSON.parse(
		execFileSync('build/native/roundoff', ['tensor', path, '--json'], { encoding: 'utf8' })
	) as { format: string; tensors: { name: string; dtype: string; shape: number[]; bytes: number }[] };
	rmSync(folder, { recursive: true });
	expect(listed.format).toBe('safetensors');
	expect(listed.tensors).toHaveLength(24);
	expect(listed.tensors.find(({ name }) => name === 'GFF_1/kernel')).toEqual({
		name: 'GFF_1/kernel',
		dtype: 'float32',
		shape: [1, 1, 128, 64],
		bytes: 32768
	});
	const bytes = readFileSync('node_modules/@upscalerjs/esrgan-slim/models/x2/group1-shard1of1.bin');
	expect(listed.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0)).toBe(bytes.length);
});
