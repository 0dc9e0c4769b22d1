/** Rate-distortion curves as the site has them, against those of the command line: the same bits. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { networkFile } from '../routes/models/network.server';
import { TensorSession } from './tensor-session';
import type { RateQuantizer } from './tensor-types';
import createFiles from './wasm/files.mjs';
import createTensors from './wasm/tensors.mjs';

vi.mock('$app/paths', () => ({ resolve: (path: string) => path }));

const folder = mkdtempSync(join(tmpdir(), 'roundoff-rate-'));
afterAll(() => rmSync(folder, { recursive: true }));

let session: TensorSession;
beforeAll(async () => {
	const binary = (name: string) => ({
		wasmBinary: readFileSync(join(import.meta.dirname, `wasm/${name}.wasm`))
	});
	session = new TensorSession(await createTensors(binary('tensors')), () => createFiles(binary('files')));
});

const quantizers: RateQuantizer[] = ['linear', 'uniform', 'kmeans'];

interface Told {
	values: number;
	bounds: { gaussian_db: number; own_db: number; db_per_bit: number };
	points: { entropy: number; huffman: number; sqnr_db: number; codebook: number; code: number }[];
}

it('agrees with roundoff rate on a layer of the network', async () => {
	const path = join(folder, 'network.safetensors');
	writeFileSync(path, networkFile());
	const cli = join(import.meta.dirname, '../../build/native/roundoff');
	const text = execFileSync(cli, ['rate', `${path}:GFF_1/kernel`, '--json'], { encoding: 'utf8' });
	const there = JSON.parse(text) as Told;
	const file = await session.openFile(new Blob([networkFile()]));
	const { handle } = await session.openTensor(file.handle, 'GFF_1/kernel');
	const here = quantizers.flatMap((quantizer) => session.rateCurve(handle, quantizer));
	expect(here).toHaveLength(there.points.length);
	here.forEach((point, i) => {
		const other = there.points[i]!;
		// Logarithms are libm’s.
		expect(point.entropy).toBeCloseTo(other.entropy, 9);
		expect(point.sqnrDb).toBeCloseTo(other.sqnr_db, 9);
		expect([point.huffman, point.codebook, point.code]).toEqual([
			other.huffman,
			other.codebook,
			other.code
		]);
	});
	const bounds = session.rateBounds(handle);
	expect(bounds.values).toBe(there.values);
	expect(bounds.gaussianDb).toBeCloseTo(there.bounds.gaussian_db, 9);
	expect(bounds.ownDb).toBeCloseTo(there.bounds.own_db, 9);
	expect(bounds.dbPerBit).toBe(there.bounds.db_per_bit);
});

it('spells out the words of a code, none of which begins another', () => {
	const { handle } = session.randomTensor([2000], { seed: 3 });
	const { point, symbols } = session.coded(handle, { quantizer: 'kmeans', bits: 3 });
	expect(point).toMatchObject({ quantizer: 'kmeans', bits: 3, symbols: 8, fixed: 3 });
	expect(symbols).toHaveLength(8);
	const bits = symbols.reduce((sum, { count, word }) => sum + count * word.length, 0);
	expect(bits / 2000).toBeCloseTo(point.huffman, 12);
	for (const a of symbols)
		for (const b of symbols) expect(a === b || !b.word.startsWith(a.word)).toBe(true);
});

it('refuses with a reason, and leaves out what no step can be found for', () => {
	const { handle } = session.makeTensor([4], Float32Array.of(2, 2, 2, 2));
	expect(session.rateCurve(handle, 'uniform')).toEqual([]);
	expect(session.rateBounds(handle)).toMatchObject({ gaussianDb: Infinity, variance: 0 });
	expect(session.rateBounds(handle).ownDb).toBeUndefined();
	expect(session.coded(handle, { quantizer: 'kmeans', bits: 2 }).symbols).toEqual([
		{ value: 2, count: 4, word: '' }
	]);
	expect(() => session.coded(handle, { quantizer: 'kmeans', bits: 9 })).toThrow(
		'bits of kmeans must be 1 to 8, not 9'
	);
	expect(() => session.coded(handle, { quantizer: 'uniform' })).toThrow(
		'the step must be a number above 0'
	);
	const odd = session.makeTensor([2], Float32Array.of(NaN, Infinity));
	expect(() => session.rateCurve(odd.handle, 'kmeans')).toThrow('the tensor has no finite values');
});
