/** The core's tensors as the site carries them, against those of the command line: the same bits. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { networkFile } from '../routes/models/network.server';
import { LayerSession } from './layer-session';
import { NumberSession } from './number-session';
import { TensorSession } from './tensor-session';
import type { Compressed, Tensor, TensorFile, TensorOptions } from './tensor-types';
import { CoreError } from './types';
import createFiles from './wasm/files.mjs';
import createLayers from './wasm/layers.mjs';
import createNumbers from './wasm/numbers.mjs';
import createTensors from './wasm/tensors.mjs';

vi.mock('$app/paths', () => ({ resolve: (path: string) => path }));

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** numpy.save's file of float32. */
function npy(shape: number[], values: ArrayLike<number>): Buffer {
	const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map((n) => `${n},`).join(' ')}), }`;
	const header = `${text.padEnd(117)}\n`;
	const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
	return Buffer.concat([start, Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)]);
}

const waves = (count: number, scale = 1) =>
	Array.from({ length: count }, (_, i) => scale * Math.sin(12.9898 * i) * (1 + Math.floor(i / 40)));

/** Shape, values, and whether every method takes it (`pq` wants finite values). */
const tensors: Record<string, { shape: number[]; values: number[]; finite?: boolean }> = {
	waves: { shape: [6, 40], values: waves(240) },
	deep: { shape: [3, 2, 5, 7], values: waves(210) },
	one: { shape: [1], values: [-0.3] },
	constant: { shape: [2, 16], values: Array<number>(32).fill(0.7) },
	zeros: { shape: [2, 16], values: Array<number>(32).fill(0) },
	odd: { shape: [2, 4], values: [NaN, 1, Infinity, -Infinity, 0.5, -2, -0, 3], finite: false },
	huge: { shape: [2, 16], values: waves(32, 1e38) },
	denormal: { shape: [2, 16], values: waves(32, 1e-42) }
};

const network = ['GFF_1/kernel', 'UPN3/kernel', 'F_m1/bias'];

const questions: TensorOptions[] = [
	{ method: 'linear' },
	...(['symmetric', 'symmetric-full', 'asymmetric'] as const).flatMap((mode): TensorOptions[] => [
		{ method: 'linear', mode, bits: 4, granularity: 'channel', axis: 0 },
		{ method: 'linear', mode, bits: 3, granularity: 'group', groupSize: 16, range: 'mse' }
	]),
	{ method: 'linear', bits: 2, range: 'percentile:90' },
	{ method: 'linear', mode: 'asymmetric', range: 'fixed:-0.25,0.5' },
	{ method: 'linear', bits: 5, rounding: 'floor' },
	{ method: 'linear', bits: 5, rounding: 'stochastic', seed: 7 },
	{ method: 'power_of_two', bits: 3, granularity: 'channel' },
	{ method: 'kmeans', bits: 2 },
	{ method: 'kmeans', bits: 3, granularity: 'group', groupSize: 20 },
	{ method: 'pq', bits: 2, subspaces: 1, seed: 3 },
	...(
		[
			'q8_0',
			'q4_0',
			'nf4',
			'mxfp4',
			'mxfp8',
			'mxfp8_e5m2',
			'float16',
			'bfloat16',
			'fp8_e4m3',
			'fp8_e5m2',
			'fp4'
		] as const
	).map((method): TensorOptions => ({ method }))
];

interface CliAnswer {
	shape: number[];
	bits: number;
	effective_bits: number;
	bytes: { before: number; after: number };
	scale: number | null | number[];
	zero_point: number | null | number[];
	mae: number;
	mse: number;
	mre: number;
	max_abs: number;
	sqnr_db: number | null;
	cosine: number;
	clip_mse: number;
	round_mse: number;
}

function cli(place: string, { groupSize, ...options }: TensorOptions): CliAnswer {
	const args = Object.entries({ ...options, 'group-size': groupSize }).flatMap(([name, value]) =>
		value === undefined ? [] : [`--${name}`, `${value}`]
	);
	const out = ['--out', path('out.npy'), '--ints', path('ints.npy'), '--json'];
	return JSON.parse(
		execFileSync(join(root, 'build/native/roundoff'), ['tensor', place, ...args, ...out], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore']
		})
	) as CliAnswer;
}

/** As JSON has them: null for none, a number for one; what is not finite is null. */
const oneOrAll = (list: ArrayLike<number>): unknown => {
	const all = Array.from(list, (x) => (Number.isFinite(x) ? x : null));
	return all.length === 0 ? null : all.length === 1 ? all[0] : all;
};

const binary = (name: string) => ({
	wasmBinary: readFileSync(join(import.meta.dirname, `wasm/${name}.wasm`))
});

let session: TensorSession;
let numbers: NumberSession;
let layers: LayerSession;
let file: TensorFile;
beforeAll(async () => {
	session = new TensorSession(await createTensors(binary('tensors')), () => createFiles(binary('files')));
	numbers = new NumberSession(await createNumbers(binary('numbers')));
	layers = new LayerSession(await createLayers(binary('layers')));
	writeFileSync(path('network.safetensors'), networkFile());
	file = await session.openFile(new Blob([networkFile()]));
	for (const [name, { shape, values }] of Object.entries(tensors))
		writeFileSync(path(`${name}.npy`), npy(shape, values));
});

function expectTheSame(here: Compressed, there: CliAnswer) {
	expect(here.bits).toBe(there.bits);
	expect(here.effectiveBits).toBe(there.effective_bits);
	expect(here.bytes).toEqual(there.bytes);
	expect(oneOrAll(here.scales)).toEqual(there.scale);
	expect(oneOrAll(here.zeroPoints)).toEqual(there.zero_point);
	const { mae, mse, mre, maxAbs, cosine, clipMse, roundMse, sqnrDb } = here.error;
	expect({ mae, mse, mre, maxAbs, cosine, clipMse, roundMse }).toEqual({
		mae: there.mae,
		mse: there.mse,
		mre: there.mre,
		maxAbs: there.max_abs,
		cosine: there.cosine,
		clipMse: there.clip_mse,
		roundMse: there.round_mse
	});
	// The last step is a logarithm, which is libm's.
	if (there.sqnr_db === null) expect(Math.abs(sqnrDb)).toBe(Infinity);
	else expect(sqnrDb).toBeCloseTo(there.sqnr_db, 9);
}

function compare(tensor: Tensor, place: string, options: TensorOptions) {
	const there = cli(place, options);
	expect(tensor.shape).toEqual(there.shape);
	expectTheSame(session.compress(tensor.handle, options), there);
	expect(Buffer.from(session.npy(tensor.handle, options, 'values'))).toEqual(readFileSync(path('out.npy')));
	expect(Buffer.from(session.npy(tensor.handle, options, 'integers'))).toEqual(
		readFileSync(path('ints.npy'))
	);
}

describe.each(questions)('%o agrees with the command line', (options) => {
	it.each(network)('on the network’s %s', async (name) => {
		const tensor = await session.openTensor(file.handle, name);
		compare(tensor, `${path('network.safetensors')}:${name}`, options);
		session.release(tensor.handle);
	});

	it.each(Object.entries(tensors))('on %s', async (name, { finite = true }) => {
		if (options.method === 'pq' && !finite) return;
		const { handle, tensors } = await session.openFile(new Blob([readFileSync(path(`${name}.npy`))]));
		const tensor = await session.openTensor(handle, tensors[0]!.name);
		compare(tensor, path(`${name}.npy`), options);
		session.release(tensor.handle);
		session.closeFile(handle);
	});
});

describe('a file that was listed before', () => {
	const source = () => new Blob([networkFile()]);

	it('opens to the same tensors, without a reader of files', async () => {
		const alone = new TensorSession(await createTensors(binary('tensors')), () =>
			Promise.reject(new Error('no reader is needed'))
		);
		const { format, bytes, tensors } = file;
		const listed = alone.openListed(source(), { format, bytes, tensors });
		expect(listed).toMatchObject({ format: 'safetensors', bytes, tensors });
		for (const { name } of tensors) {
			const [here, there] = await Promise.all([
				alone.openTensor(listed.handle, name),
				session.openTensor(file.handle, name)
			]);
			expect({ ...here, handle: 0 }).toEqual({ ...there, handle: 0 });
			expect(alone.values(here.handle)).toEqual(session.values(there.handle));
			alone.release(here.handle);
			session.release(there.handle);
		}
	});

	it('is refused where it is another file, or its values do not lie there as they are', async () => {
		const { format, bytes, tensors } = file;
		expect(() => session.openListed(source().slice(1), { format, bytes, tensors })).toThrow(
			/and the one that was listed/
		);
		const doubles = await session.openFile(
			new Blob([readFileSync(join(root, 'cpp/tests/golden/tensorfile/float64_big_endian.npy'))])
		);
		expect(doubles.tensors[0]!.offset).toBeUndefined();
		const listed = session.openListed(new Blob([new Uint8Array(doubles.bytes)]), doubles);
		await expect(session.openTensor(listed.handle, doubles.tensors[0]!.name)).rejects.toThrow(
			'only a reader of files finds the values'
		);
	});
});

describe('a tensor', () => {
	const of = (name: keyof typeof tensors & string) => {
		const { shape, values } = tensors[name]!;
		return session.makeTensor(shape, Float32Array.from(values), name);
	};

	it('tells its shape and what is in it', () => {
		const { handle, ...told } = of('odd');
		expect(handle).toBeGreaterThan(0);
		expect(told).toEqual({
			name: 'odd',
			shape: [2, 4],
			count: 8,
			rows: 2,
			columns: 4,
			bytes: 32,
			min: -2,
			max: 3,
			nan: 1,
			infinite: 2
		});
		expect(session.makeTensor([], new Float32Array([4]))).toMatchObject({
			shape: [],
			rows: 1,
			columns: 1,
			max: 4
		});
		expect(session.makeTensor([0, 3], new Float32Array())).toMatchObject({
			rows: 0,
			columns: 3,
			count: 0
		});
		expect(session.makeTensor([3, 0], new Float32Array())).toMatchObject({
			rows: 0,
			columns: 0,
			count: 0
		});
	});

	it('sends what is wanted, and nothing else', () => {
		const { handle } = of('waves');
		const options: TensorOptions = { method: 'linear', bits: 4 };
		const bare = session.compress(handle, options);
		expect(
			Object.keys(bare).filter((key) => /values|integers|errors|pictures|Histogram|Counts/.test(key))
		).toEqual([]);
		const {
			values,
			integers,
			integersShape,
			errors,
			errorHistogram,
			integerCounts,
			integerRange,
			scales
		} = session.compress(handle, options, {
			values: true,
			integers: true,
			errors: true,
			errorBins: 9,
			integerCounts: true
		});
		const before = session.values(handle);
		expect(integersShape).toEqual([6, 40]);
		expect(integerRange).toEqual({ min: -7, max: 7 });
		integers!.forEach((integer, i) => {
			expect(values![i]).toBe(Math.fround(scales[0]! * integer));
			expect(errors![i]).toBe(Math.fround(before[i]! - values![i]!));
		});
		expect(errorHistogram!.max).toBe(Math.fround(bare.error.maxAbs));
		expect(errorHistogram!.min).toBe(-errorHistogram!.max);
		expect(errorHistogram!.counts).toHaveLength(9);
		expect(errorHistogram!.counts.reduce((sum, n) => sum + n)).toBe(240);
		expect(integerCounts!.min).toBe(-7);
		for (let integer = -7; integer <= 7; integer++) {
			expect(integerCounts!.counts[integer + 7]).toBe(
				integers!.filter((other) => other === integer).length
			);
		}
	});

	it('has its codebook, its codes one a subspace, and float bits as they are', () => {
		const { handle } = of('waves');
		const kmeans = session.compress(
			handle,
			{ method: 'kmeans', bits: 2 },
			{ values: true, integers: true }
		);
		expect(kmeans.centroids).toHaveLength(4);
		expect(kmeans.integerRange).toBeUndefined();
		kmeans.integers!.forEach((index, i) => expect(kmeans.values![i]).toBe(kmeans.centroids![index]));
		const pq = session.compress(handle, { method: 'pq', subspaces: 5 }, { integers: true });
		expect(pq.integersShape).toEqual([6, 5]);
		expect(pq.integers).toHaveLength(30);
		const half = session.makeTensor([2], new Float32Array([-1, 2]));
		const { integers } = session.compress(half.handle, { method: 'float16' }, { integers: true });
		expect([...integers!].map((bits) => bits & 0xffff)).toEqual([0xbc00, 0x4000]);
	});

	it('is painted in the maps that the legend shows', () => {
		const { heat, signed, odd } = session.colorMaps();
		expect([heat.length, signed.length]).toEqual([768, 768]);
		const { handle } = session.makeTensor([1, 5], new Float32Array([-2, 0, 2, 1, NaN]));
		const { pictures } = session.compress(handle, { method: 'linear', bits: 2 }, { pictures: true });
		const { before, integers, after, error, valueScale, errorScale } = pictures!;
		expect([valueScale, errorScale]).toEqual([2, 1]);
		const color = (rgba: Uint8ClampedArray | undefined, i: number) => [
			...rgba!.subarray(4 * i, 4 * i + 4)
		];
		const entry = (map: Uint8Array, i: number) => [...map.subarray(3 * i, 3 * i + 3), 255];
		expect([0, 1, 2].map((i) => color(before, i))).toEqual([1, 128, 255].map((i) => entry(signed, i)));
		expect(color(before, 4)).toEqual([...odd.signed.nan, 255]);
		expect(session.picture(handle, 2)).toEqual(before);
		// 1 is midway between the integers 0 and 1 and goes to the even one.
		expect([0, 1, 2, 3, 4].map((i) => color(integers, i))).toEqual(
			[1, 128, 255, 128, 128].map((i) => entry(signed, i))
		);
		expect(color(after, 3)).toEqual(entry(signed, 128));
		expect([0, 3].map((i) => color(error, i))).toEqual([0, 255].map((i) => entry(heat, i)));
		expect(color(error, 4)).toEqual([...odd.heat.nan, 255]);
		const scaled = session.compress(
			handle,
			{ method: 'linear', bits: 2 },
			{ pictures: ['before', 'error'], valueScale: 4, errorScale: 2 }
		).pictures!;
		expect(Object.keys(scaled).sort()).toEqual(['before', 'error', 'errorScale', 'valueScale']);
		expect([scaled.valueScale, scaled.errorScale]).toEqual([4, 2]);
		expect(color(scaled.before, 2)).toEqual(entry(signed, 128 + 64));
		expect(color(scaled.error, 3)).toEqual(entry(heat, 128));
	});

	it('shows what is not finite in colours that no map has', () => {
		const { heat, signed, odd } = session.colorMaps();
		const { handle } = session.makeTensor([1, 4], new Float32Array([-Infinity, 1, NaN, Infinity]));
		const { pictures } = session.compress(handle, { method: 'linear' }, { pictures: true });
		const colors = (rgba: Uint8ClampedArray) =>
			[0, 2, 3].map((i) => [...rgba.subarray(4 * i, 4 * i + 3)]);
		expect(colors(pictures!.before!)).toEqual([
			odd.signed.negativeInfinity,
			odd.signed.nan,
			odd.signed.infinity
		]);
		expect(colors(pictures!.error!)).toEqual([odd.heat.infinity, odd.heat.nan, odd.heat.infinity]);
		for (const [map, colors] of [
			[heat, odd.heat],
			[signed, odd.signed]
		] as const)
			for (const color of Object.values(colors))
				for (let i = 0; i < 768; i += 3) expect([...map.subarray(i, i + 3)]).not.toEqual(color);
	});

	it('is painted by every method, codes over what they stand for', () => {
		const { handle } = of('odd');
		for (const options of questions) {
			if (options.method === 'pq') continue;
			const { pictures } = session.compress(handle, options, { pictures: true });
			const { before, integers, after, error } = pictures!;
			for (const picture of [before, integers, after, error]) expect(picture).toHaveLength(4 * 8);
		}
		const { pictures } = session.compress(
			of('waves').handle,
			{ method: 'pq', bits: 1, subspaces: 3 },
			{ pictures: true }
		);
		expect(pictures!.integers).toHaveLength(4 * 240);
		// 40 columns in parts of 14, 13 and 13.
		const row = [...new Uint32Array(pictures!.integers!.buffer, 0, 40)];
		for (const [begin, end] of [
			[0, 14],
			[14, 27],
			[27, 40]
		])
			expect(new Set(row.slice(begin, end)).size).toBe(1);
	});

	it('changes one value in place, and what was computed is computed anew', () => {
		const { handle } = of('waves');
		const before = session.compress(handle, { method: 'linear' });
		session.setValue(handle, 3, 100);
		expect(session.values(handle)[3]).toBe(100);
		expect(session.compress(handle, { method: 'linear' }).scales[0]).toBe(Math.fround(100 / 127));
		session.setValue(handle, 3, tensors.waves!.values[3]!);
		expect(session.compress(handle, { method: 'linear' }).error).toEqual(before.error);
	});

	it('is turned, rows into columns', () => {
		const { handle } = session.makeTensor([2, 3], new Float32Array([1, 2, 3, 4, 5, 6]), 'w');
		const turned = session.transpose(handle);
		expect(turned).toMatchObject({ name: 'w', shape: [3, 2], rows: 3, columns: 2 });
		expect([...session.values(turned.handle)]).toEqual([1, 4, 2, 5, 3, 6]);
	});

	it('is drawn by lot, with outliers', () => {
		const plain = session.values(session.randomTensor([4, 5], { seed: 2 }).handle);
		const outlying = session.values(
			session.randomTensor([4, 5], { seed: 2, outliers: 3, outlierScale: 50 }).handle
		);
		expect(outlying.filter((x, i) => x !== plain[i])).toHaveLength(3);
		expect(session.values(session.randomTensor([4, 5], { seed: 2 }).handle)).toEqual(plain);
	});

	it('is counted in bins', () => {
		const { handle } = session.makeTensor([6], new Float32Array([0, 1, 2, 3, 4, NaN]));
		expect(session.histogram(handle, 4)).toEqual({
			min: 0,
			max: 4,
			counts: new Uint32Array([1, 1, 1, 2]),
			below: 0,
			above: 0
		});
		expect(session.histogram(handle, 2, { min: 1, max: 3 })).toMatchObject({ below: 1, above: 1 });
	});

	it('loses by clipping what it gains by rounding', () => {
		const { share, clipMse, roundMse } = session.clipCurve(
			of('waves').handle,
			{ method: 'linear', bits: 4 },
			50
		);
		expect([share.length, share.at(-1), clipMse.at(-1)]).toEqual([50, 1, 0]);
		const whole = session.compress(of('waves').handle, { method: 'linear', bits: 4 }).error;
		expect(roundMse.at(-1)).toBeCloseTo(whole.mse, 7);
		expect(clipMse[0]).toBeGreaterThan(clipMse[25]!);
	});
});

it('asked for several ways at once paints their errors on the scale of the largest', () => {
	const { shape, values } = tensors.waves!;
	const { handle } = session.makeTensor(shape, Float32Array.from(values));
	const ways: TensorOptions[] = [
		{ method: 'linear', bits: 3 },
		{ method: 'linear', bits: 6, granularity: 'channel' }
	];
	const { results, errorScale } = session.compressAll(handle, ways, { pictures: true });
	expect(errorScale).toBe(Math.max(...results.map(({ error }) => error.maxAbs)));
	expect(results).toHaveLength(2);
	results.forEach((result, i) => {
		const { seconds, ...alone } = session.compress(handle, ways[i]!, { pictures: true, errorScale });
		expect(seconds).toBe(result.seconds);
		expect(result).toMatchObject(alone);
	});
	const constant = session.makeTensor([2], Float32Array.of(0, 0));
	const { results: exact } = session.compressAll(constant.handle, ways.slice(0, 1), { pictures: true });
	expect(exact[0]!.pictures!.errorScale).toBe(1);
});

describe('a layer', () => {
	let layer: Tensor;
	beforeAll(async () => {
		const { handle } = layers.openListed(new Blob([networkFile()]), file);
		const kernel = await layers.openTensor(handle, 'GFF_1/kernel');
		layer = layers.transpose(kernel.handle);
		layers.release(kernel.handle);
	});

	it('is rounded in six ways, the learned one best for its outputs', () => {
		const rows = layers.roundings(layer.handle, 4);
		const of = Object.fromEntries(rows.map((row) => [row.method, row]));
		expect(Object.keys(of)).toEqual([
			'nearest',
			'floor',
			'ceil',
			'stochastic',
			'adaptive',
			'power_of_two'
		]);
		expect(of.adaptive!.outputError).toBeLessThan(of.nearest!.outputError);
		expect(of.floor!.bias).toBeLessThan(0);
		expect(of.ceil!.bias).toBeGreaterThan(0);
		expect(of.stochastic!.deviation).toBeGreaterThan(0);
		for (const { nanoseconds } of rows) expect(nanoseconds).toBeGreaterThan(0);
		const same = session.makeTensor(layer.shape, layers.values(layer.handle));
		const { mse } = session.compress(same.handle, {
			method: 'linear',
			bits: 4,
			granularity: 'channel'
		}).error;
		expect(of.nearest!.mse).toBeCloseTo(mse, 12);
	});

	it.each(['symmetric', 'asymmetric'] as const)('is computed in five ways, %s', (weightMode) => {
		const result = layers.layer(layer.handle, { groupSize: 32, weightMode });
		expect([result.inFeatures, result.outFeatures]).toEqual([128, 64]);
		expect(result.rows.map(({ variant }) => variant)).toEqual([
			'float32',
			'bfloat16',
			'w8',
			'w4',
			'w8a8'
		]);
		for (const { outputs, seconds } of result.rows) {
			expect(outputs).toHaveLength(64);
			expect(seconds).toBeGreaterThan(0);
		}
		const zeroPoints = weightMode === 'asymmetric' ? 1 : 0;
		expect(result.rows.map(({ bytes }) => bytes)).toEqual([
			32768,
			16384,
			8192 + 64 * (4 + zeroPoints),
			4096 + 64 * 4 * (4 + zeroPoints),
			8192 + 64 * (4 + zeroPoints)
		]);
		const { terms } = result;
		expect(terms.result).toBe(result.rows[4]!.outputs[terms.output]);
		expect(terms.integer).toBe(
			terms.products -
				terms.inputZeroPoint * terms.weightSum -
				terms.weightZeroPoint * terms.inputSum +
				terms.n * terms.weightZeroPoint * terms.inputZeroPoint
		);
		expect(result.calibrated.max).toBeGreaterThan(0);
	});
});

describe('a number', () => {
	it('is read from bits, and made from a value', () => {
		expect(numbers.formats().map(({ name }) => name)).toEqual([
			'float32',
			'float16',
			'bfloat16',
			'fp8_e4m3',
			'fp8_e5m2',
			'fp4',
			'int8',
			'int4',
			'int2'
		]);
		expect(numbers.number('float16', { bits: 0x3c01 })).toMatchObject({
			value: 1 + 2 ** -10,
			kind: 'normal',
			sign: 0,
			exponent: 15,
			mantissa: 1,
			below: 1,
			above: 1 + 2 ** -9
		});
		expect(numbers.number('float32', { bits: 2 ** 32 - 1 })).toMatchObject({
			bits: 2 ** 32 - 1,
			kind: 'nan'
		});
		expect(numbers.number('int4', { value: -7.6 })).toMatchObject({ value: -8, asked: -7.6, bits: 8 });
		const third = numbers.number('bfloat16', { value: 1 / 3 });
		expect(third.error).toBe(third.value - 1 / 3);
		expect(third.relativeError).toBe(3 * third.error!);
	});

	it('stands among others', () => {
		const { values, total } = numbers.representable('fp4', -100, 100, 99);
		expect(total).toBe(15);
		expect([...values.subarray(7)]).toEqual([0, 0.5, 1, 1.5, 2, 3, 4, 6]);
		expect(numbers.representable('float32', 0, 1, 10).values).toHaveLength(10);
	});

	it('is packed with others into bytes, and comes out again', () => {
		expect([...numbers.pack([-3, 1, -7, 2], 4)]).toEqual([89, 26]);
		expect([...numbers.unpack(new Uint8Array([89, 26]), 4, 4)]).toEqual([-3, 1, -7, 2]);
		for (const bits of [2, 4, 8] as const) {
			const integers = Array.from({ length: 9 }, (_, i) => ((i * 5) % 2 ** bits) - 2 ** (bits - 1));
			expect([...numbers.unpack(numbers.pack(integers, bits), 9, bits)]).toEqual(integers);
		}
	});

	it('is lost in a sum', () => {
		const rows = numbers.dotProducts({ length: 512, seeds: 5 });
		expect(rows).toHaveLength(14);
		for (const { errors } of rows) expect([...errors]).toEqual([...errors].sort((a, b) => a - b));
		const median = (format: string) =>
			rows.find((row) => row.format === format && row.accumulation === 'naive')!.median;
		expect(median('float32')).toBeLessThan(median('float16'));
		expect(median('float16')).toBeLessThan(median('bfloat16'));
	});
});

describe('the core refuses with a reason', () => {
	let handle: number;
	beforeAll(() => ({ handle } = session.makeTensor([2, 3], new Float32Array(6))));
	const compress = (options: object) => () => session.compress(handle, options as TensorOptions);

	it.each([
		['an unknown method', { method: 'best' }, /--method is one of linear, .*, not best/],
		['an option of another method', { method: 'nf4', bits: 4 }, /--bits does not apply to --method nf4/],
		['bits out of range', { method: 'linear', bits: 9 }, /--bits is 2 to 8 for --method linear, not 9/],
		['half a bit', { method: 'linear', bits: 4.5 }, /--bits must be a whole number, and not negative/],
		[
			'a negative group',
			{ method: 'linear', granularity: 'group', groupSize: -1 },
			/--group-size must be a whole/
		],
		[
			'a group of none',
			{ method: 'linear', granularity: 'group', groupSize: 0 },
			/--group-size is 1 or more/
		],
		[
			'an axis that is not there',
			{ method: 'linear', granularity: 'channel', axis: 2 },
			/axis 2: the tensor has only 2 axes/
		],
		[
			'a range of no numbers',
			{ method: 'linear', range: 'fixed:1,x' },
			/fixed:MIN,MAX has two finite numbers/
		],
		['adaptive rounding, which wants a file', { method: 'linear', rounding: 'adaptive' }, /--inputs/],
		['too many subspaces', { method: 'pq', subspaces: 4 }, /a row of 3 cannot be cut into 4 subspaces/]
	])('%s', (_, options, reason) => {
		expect(compress(options)).toThrow(CoreError);
		expect(compress(options)).toThrow(reason);
	});

	it('a tensor without values', () => {
		const empty = session.makeTensor([0, 3], new Float32Array());
		expect(() => session.compress(empty.handle, { method: 'linear' })).toThrow(
			'the tensor has no values'
		);
		const none = layers.makeTensor([0, 3], new Float32Array());
		expect(() => layers.roundings(none.handle, 4)).toThrow('the layer has no weights');
		expect(() => layers.layer(none.handle)).toThrow('the layer has no weights');
		expect(session.histogram(empty.handle, 2).counts).toEqual(new Uint32Array(2));
	});

	it('a shape that does not fit', () => {
		expect(() => session.makeTensor([2, 2], new Float32Array(3))).toThrow(
			'the shape does not fit 3 values'
		);
		expect(() => session.makeTensor([-1, -3], new Float32Array(3))).toThrow('the shape does not fit');
		expect(() => session.randomTensor([1.5])).toThrow('whole numbers');
		expect(() => session.randomTensor([2], { outliers: 3 })).toThrow('there are 0 to 2 outliers');
		expect(() => session.randomTensor([2 ** 27])).toThrow(/has 134217728 values; up to/);
	});

	it('what has been released, and places that are not there', async () => {
		const { handle: gone } = session.makeTensor([1], new Float32Array(1));
		session.release(gone);
		session.release(gone);
		expect(() => session.values(gone)).toThrow('that tensor has been released');
		await expect(session.openTensor(999, 'w')).rejects.toThrow('that file has been closed');
		await expect(session.openTensor(file.handle, 'w')).rejects.toThrow(
			'the file holds no tensor named w'
		);
		for (const index of [-1, 6, 0.5, NaN])
			expect(() => session.setValue(handle, index, 0)).toThrow(`the tensor has no value at ${index}`);
	});

	it('files that are damaged, empty, or of something else', async () => {
		const open = (bytes: Uint8Array) => session.openFile(new Blob([bytes as BlobPart]));
		await expect(open(new Uint8Array())).rejects.toThrow('the file is empty');
		await expect(open(npy([2], [1, 2]).subarray(0, -1))).rejects.toThrow(/cut off/);
		await expect(open(readFileSync(join(root, 'assets/dog.jpg')))).rejects.toThrow(/not an .npy, .npz/);
		const integers = await open(readFileSync(join(root, 'cpp/tests/golden/tensorfile/int64.npy')));
		expect(integers.tensors[0]!.readable).toBe(false);
		await expect(session.openTensor(integers.handle, '')).rejects.toThrow(
			/int64, which float32 cannot stand in for/
		);
	});

	it('numbers that are none', () => {
		expect(() => numbers.number('int3' as 'int4', { bits: 1 })).toThrow('there is no number format int3');
		expect(() => numbers.number('int4', { bits: -1 })).toThrow('bits are a whole number');
		expect(() => numbers.representable('fp4', 0, 1, 0)).toThrow('a limit is a whole number');
		expect(() => numbers.pack([8], 4)).toThrow('whole numbers from -8 to 7, not 8');
		expect(() => numbers.pack([0], 3 as 4)).toThrow('integers of 2, 4 or 8 bits are packed, not 3');
		expect(() => numbers.unpack(new Uint8Array(1), 3, 4)).toThrow(
			'1 bytes are not those of 3 integers of 4 bits'
		);
		expect(() => numbers.dotProducts({ length: 0, seeds: 1 })).toThrow(CoreError);
		expect(() => numbers.dotProducts({ length: 1.5, seeds: 1 })).toThrow('length must be a whole number');
		expect(() => session.histogram(handle, 0)).toThrow('a histogram has 1 to 65536 bins');
		expect(() => session.histogram(handle, 3, { min: 1, max: 0 })).toThrow('two finite ends');
		expect(() => session.clipCurve(handle, { method: 'nf4' }, 9)).toThrow(
			'only --method linear has a range'
		);
		expect(() => session.clipCurve(handle, { method: 'linear' }, 0)).toThrow('1 to 4096 points');
		const { handle: weights } = layers.makeTensor([2, 3], new Float32Array(6));
		expect(() => layers.roundings(weights, 1)).toThrow('bits are 2 to 8, not 1');
		expect(() => layers.layer(weights, { batch: 0 })).toThrow('the batch must be 1 to 1024, not 0');
		expect(() => layers.layer(weights, { seed: -1 })).toThrow('seed must be a whole number');
		expect(() => layers.layer(weights, { calibrationRange: 'percentile:5' })).toThrow(
			'--range percentile:P'
		);
	});
});
