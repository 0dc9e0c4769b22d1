/** The core's networks as the site carries them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ModelSession } from './model-session';
import type { LayerOptions, Network, NetworkName, PackedWeights } from './model-types';
import { CoreError } from './types';
import createFrechet from './wasm/frechet.mjs';
import createModels from './wasm/models.mjs';

const root = join(import.meta.dirname, '../..');
const read = async (name: string) =>
	new Uint8Array(readFileSync(join(root, `assets/models/${name}.safetensors`)));

// Networks run in WebAssembly, beside other tests.
vi.setConfig({ testTimeout: 60_000 });

let session: ModelSession;
beforeAll(async () => {
	const wasm = (name: string) => ({
		wasmBinary: readFileSync(join(import.meta.dirname, `wasm/${name}.wasm`))
	});
	session = new ModelSession(
		await createModels(wasm('models')),
		() => createFrechet(wasm('frechet')),
		read
	);
});

const open = (name: NetworkName): Promise<Network> =>
	session.open(name, name === 'judge' ? [name, 'judge_features'] : [name]);

/** Every attribute left open, but for those given. */
function labelsFor({ attributes }: Network, faces: number, asked: Record<string, string> = {}): Int32Array {
	const row = attributes.map(({ name, classes }) =>
		asked[name] === undefined ? classes.length : classes.indexOf(asked[name])
	);
	return Int32Array.from({ length: faces * row.length }, (_, i) => row[i % row.length]!);
}

function sample(
	networks: { diffusion: number; autoencoder: number },
	options: Parameters<ModelSession['startSampling']>[1]
) {
	const sampling = session.startSampling(networks, options);
	for (let done = 0; done < options.steps;) {
		const before = done;
		({ done } = session.step(sampling));
		expect(done).toBeGreaterThan(before);
	}
	const faces = session.faces(sampling);
	session.endSampling(sampling);
	return faces;
}

/** As PackedWeights says. */
function unpack(packed: PackedWeights): Float32Array {
	const { rows, columns, bits, codes, wordsPerRow, scales, groupSize, flat, table, tableSize } = packed;
	const values = new Float32Array(rows * columns);
	const perWord = Math.floor(32 / bits);
	for (let i = 0; i < values.length; i++) {
		const row = Math.floor(i / columns);
		const column = i % columns;
		const word = codes[row * wordsPerRow + Math.floor(column / perWord)]!;
		const code = (word >>> (bits * (column % perWord))) & (2 ** bits - 1);
		const s =
			scales.length === 1
				? 0
				: flat
					? Math.floor(i / groupSize)
					: row * Math.ceil(columns / groupSize) + Math.floor(column / groupSize);
		values[i] =
			packed.encoding === 'linear'
				? Math.fround(scales[s]! * (code - packed.zeroPoints[s]!))
				: scales[s]! * table[(packed.tables > 1 ? s : 0) * tableSize + code]!;
	}
	return values;
}

describe('the networks', () => {
	it('tell what they are', async () => {
		const autoencoder = await open('autoencoder');
		expect(Object.keys(autoencoder.plans)).toEqual(['decode', 'encode']);
		expect(autoencoder.attributes).toEqual([]);
		expect(autoencoder.layers[0]).toEqual({
			name: 'encoder.conv_in',
			kind: 'conv',
			rows: 48,
			columns: 108,
			multiplications: 48 * 108 * 64
		});
		const diffusion = await open('diffusion');
		const plan = diffusion.plans.velocity!;
		expect(plan.buffers[plan.input]).toEqual({ channels: 128, height: 1, width: 1 });
		expect(plan.buffers[plan.time]).toEqual({ channels: 64, height: 1, width: 1, shared: true });
		for (const step of plan.steps)
			expect([step.input, step.residual, step.film]).not.toContain(step.output);
		const judge = await open('judge');
		expect(judge.attributes.slice(0, diffusion.attributes.length)).toEqual(diffusion.attributes);
		const features = judge.plans.judge!.output;
		expect(judge.plans.judge!.steps.filter((step) => step.input === features)).toHaveLength(
			judge.attributes.length
		);
	});

	it('draw what was asked for, and the same faces for the same seed', async () => {
		const diffusion = await open('diffusion');
		const autoencoder = await open('autoencoder');
		const judge = await open('judge');
		const networks = { diffusion: diffusion.handle, autoencoder: autoencoder.handle };
		const labels = labelsFor(diffusion, 16, { hairColor: 'green', glasses: 'dark', hat: 'no' });
		const options = { labels, faces: 16, steps: 12, guidance: 2, seed: 1 };
		const faces = sample(networks, { ...options, show: 'all' });
		expect(faces.steps).toHaveLength(12);
		expect(faces.steps!.at(-1)!.state).toEqual(faces.rgba);
		expect(faces.steps!.at(-1)!.predicted).toEqual(faces.rgba);
		expect(session.decode(autoencoder.handle, faces.latents)).toEqual(faces.rgba);
		const again = sample(networks, options);
		expect(again.rgba).toEqual(faces.rgba);
		expect(again.steps).toBeUndefined();
		const seen = session.judge(judge.handle, faces.rgba, labels);
		const at = (name: string) => diffusion.attributes.findIndex((attribute) => attribute.name === name);
		for (const name of ['hairColor', 'glasses', 'hat'])
			expect(seen.right!.attributes[at(name)], name).toBeGreaterThan(0.8);
		expect(seen.right!.attributes[at('skin')]).toBeNaN();
		expect(seen.right!.mean).toBeGreaterThan(0.8);
		expect(seen.frechet).toBeGreaterThan(0);
		// fewer faces of the same seed are the first of more
		const first = sample(networks, { ...options, faces: 3, labels: labels.slice(0, 33) });
		expect(first.rgba).toEqual(faces.rgba.slice(0, 3 * 1024));
	});

	it('keep a sampling as it was when the weights change', async () => {
		const diffusion = await open('diffusion');
		const autoencoder = await open('autoencoder');
		const networks = { diffusion: diffusion.handle, autoencoder: autoencoder.handle };
		const options = { labels: labelsFor(diffusion, 2), faces: 2, steps: 3, guidance: 2, seed: 5 };
		const undisturbed = sample(networks, options);
		const sampling = session.startSampling(networks, options);
		// a moment is over whenever one looks
		let time = 0;
		const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 100));
		expect(session.step(sampling)).toEqual({ done: 1 });
		session.quantize(diffusion.handle, { method: 'linear', bits: 2 });
		expect(session.step(sampling)).toEqual({ done: 2 });
		clock.mockRestore();
		expect(session.step(sampling)).toEqual({ done: 3 });
		expect(session.faces(sampling).rgba).toEqual(undisturbed.rgba);
		expect(sample(networks, options).rgba).not.toEqual(undisturbed.rgba);
	});

	it('give back pictures near those that they were given', async () => {
		const autoencoder = await open('autoencoder');
		const diffusion = await open('diffusion');
		const { rgba } = sample(
			{ diffusion: diffusion.handle, autoencoder: autoencoder.handle },
			{ labels: labelsFor(diffusion, 4), faces: 4, steps: 8, guidance: 2, seed: 3 }
		);
		const found = session.reconstruct(autoencoder.handle, rgba);
		expect(found.rgba).toHaveLength(rgba.length);
		expect(found.psnrDb).toBeGreaterThan(28);
		expect(found.near).toBeGreaterThan(0.8);
		expect(session.decode(autoencoder.handle, found.latents)).toEqual(found.rgba);
	});
});

describe('native and WebAssembly', () => {
	const cli = join(root, 'build/native/roundoff');
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-models-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it.each<[string, NetworkName, LayerOptions, string[]]>([
		['float16', 'diffusion', 'float16', []],
		[
			'linear',
			'diffusion',
			{ method: 'linear', bits: 3, granularity: 'channel' },
			['--method', 'linear', '--bits', '3', '--granularity', 'channel']
		],
		['kmeans', 'diffusion', { method: 'kmeans', bits: 4 }, ['--method', 'kmeans', '--bits', '4']],
		['trained', 'diffusion_2bit', 'float16', []]
	])('draw the same bits: %s', async (_, name, options, args) => {
		const file = join(folder, 'latents.npy');
		execFileSync(
			cli,
			[
				'sample',
				...['--network', name, '--count', '5', '--steps', '6', '--guidance', '3', '--seed', '7'],
				...['--hair-color', 'red', '--latents', file, ...args]
			],
			{ stdio: 'pipe' }
		);
		const npy = readFileSync(file);
		const numbers = new Float32Array(new Uint8Array(npy.subarray(npy.length - 5 * 128 * 4)).buffer);
		const diffusion = await open(name);
		const autoencoder = await open('autoencoder');
		session.quantize(diffusion.handle, options);
		const { latents } = sample(
			{ diffusion: diffusion.handle, autoencoder: autoencoder.handle },
			{
				labels: labelsFor(diffusion, 5, { hairColor: 'red' }),
				faces: 5,
				steps: 6,
				guidance: 3,
				seed: 7
			}
		);
		expect(latents).toEqual(numbers);
	});
});

describe('quantizing', () => {
	const methods: LayerOptions[] = [
		{ method: 'linear', bits: 3, granularity: 'channel' },
		{ method: 'linear', bits: 4, mode: 'asymmetric', granularity: 'group', groupSize: 48 },
		{ method: 'power_of_two', bits: 3, granularity: 'channel' },
		{ method: 'kmeans', bits: 3, granularity: 'group', groupSize: 64 },
		{ method: 'kmeans', bits: 2 },
		{ method: 'q4_0' },
		{ method: 'q8_0' },
		{ method: 'nf4' },
		{ method: 'mxfp4' },
		{ method: 'mxfp8' },
		{ method: 'mxfp8_e5m2' },
		{ method: 'fp8_e4m3' }
	];

	it.each(methods)('packs for a GPU what C++ runs: %o', async (options) => {
		const { handle, layers } = await open('autoencoder');
		const report = session.quantize(handle, 'float16', { 'decoder.conv_in': options });
		const index = layers.findIndex(({ name }) => name === 'decoder.conv_in');
		expect(report.layers[index]!.options).toEqual(options);
		expect(report.layers[index]!.error.sqnrDb).toBeLessThan(100);
		expect(report.layers[0]!.options).toBe('float16');
		expect(report.bytes.after).toBeLessThan(report.bytes.before);
		const packed = session.packed(handle, 'decoder.conv_in');
		expect(unpack(packed)).toEqual(session.parameter(handle, 'decoder.conv_in.weight'));
	});

	it('holds trained integers as they are', async () => {
		const { handle } = await open('diffusion_3bit');
		const packed = session.packed(handle, 'blocks.0.linear1');
		expect(packed).toMatchObject({ encoding: 'linear', bits: 3, groupSize: 64, wordsPerRow: 32 });
		expect(unpack(packed)).toEqual(session.parameter(handle, 'blocks.0.linear1.weight'));
	});

	it('goes back to what the file holds', async () => {
		const { handle } = await open('judge');
		const before = session.parameter(handle, 'linear.weight');
		const whole = session.quantize(handle, { method: 'linear', bits: 2 });
		expect(session.parameter(handle, 'linear.weight')).not.toEqual(before);
		expect(whole.effectiveBits).toBeLessThan(2.1);
		const back = session.quantize(handle, 'float16');
		expect(session.parameter(handle, 'linear.weight')).toEqual(before);
		expect(back.bytes.after).toBe(back.bytes.before);
		expect(back.effectiveBits).toBe(16);
		expect(back.sqnrDb).toBe(Infinity);
	});

	it('shares out a budget', async () => {
		const { handle } = await open('judge');
		const flat = session.quantize(handle, { method: 'linear', bits: 4, granularity: 'channel' });
		const options = { method: 'linear', granularity: 'channel' } as const;
		const budget = flat.bytes.after;
		expect(() => session.allocate(handle, options, budget)).toThrow('not measured yet');
		const reports = [session.measureCosts(handle, options, budget)];
		while (reports.at(-1)!.done < reports.at(-1)!.of)
			reports.push(session.measureCosts(handle, options, budget));
		// In moments, each of which got on; what was measured is there for other bits and budgets.
		expect(reports.length).toBeGreaterThan(1);
		expect(reports.every(({ done }, i) => done > (reports[i - 1]?.done ?? 0))).toBe(true);
		const { of } = reports[0]!;
		expect(of).toBe(7 * flat.layers.length);
		expect(session.measureCosts(handle, { ...options, bits: 7 }, 2 * budget)).toEqual({ done: of, of });
		const more = session.allocate(handle, options, 2 * budget);
		expect(session.quantize(handle, 'float16', more).bytes.after).toBeGreaterThan(budget);
		const shared = session.allocate(handle, options, budget);
		const report = session.quantize(handle, 'float16', shared);
		expect(report.bytes.after).toBeLessThanOrEqual(flat.bytes.after);
		expect(
			new Set(Object.values(shared).map((options) => (options as { bits: number }).bits)).size
		).toBeGreaterThan(1);
	});
});

describe('what cannot be', () => {
	it('is refused in words', async () => {
		const { handle, attributes } = await open('diffusion');
		const autoencoder = await open('autoencoder');
		const networks = { diffusion: handle, autoencoder: autoencoder.handle };
		const good = { labels: new Int32Array(attributes.length), faces: 1, steps: 1, guidance: 2, seed: 1 };
		const cases: [() => unknown, RegExp][] = [
			[() => session.quantize(handle, { method: 'pq' }), /--method pq is for tensors/],
			[() => session.quantize(handle, { method: 'linear', bits: 9 }), /--bits is 2 to 8/],
			[
				() => session.quantize(handle, { method: 'linear', granularity: 'channel', axis: 1 }),
				/--axis is 0/
			],
			[() => session.quantize(handle, 'float16', { nose: { method: 'nf4' } }), /no layer 'nose'/],
			[() => session.packed(handle, 'nose'), /no layer named nose/],
			[() => session.parameter(handle, 'nose'), /no parameter named nose/],
			[
				() => session.measureCosts(handle, { method: 'linear' }, 1000),
				/at 2 bits each, the least, all takes/
			],
			[
				() => session.startSampling(networks, { ...good, labels: new Int32Array(3) }),
				/1 faces have 11 labels, not 3/
			],
			[
				() => session.startSampling(networks, { ...good, labels: good.labels.map(() => 99) }),
				/a label of background is 0 to 6/
			],
			[() => session.startSampling(networks, { ...good, faces: 0.5 }), /faces must be a whole number/],
			[
				() => session.startSampling(networks, { ...good, guidance: NaN }),
				/guidance is a finite number/
			],
			[
				() => session.startSampling({ ...networks, diffusion: autoencoder.handle }, good),
				/of the kind autoencoder, not diffusion/
			],
			[() => session.decode(autoencoder.handle, new Float32Array(100)), /128 numbers; these are 100/],
			[
				() => session.reconstruct(autoencoder.handle, new Uint8ClampedArray(100)),
				/these are 100 bytes/
			],
			[() => session.step(99999), /that sampling has ended/],
			[() => session.quantize(99999, 'float16'), /has been released/]
		];
		for (const [ask, message] of cases) {
			expect(ask).toThrow(CoreError);
			expect(ask).toThrow(message);
		}
		await expect(session.open('judge', ['nearest.png'])).rejects.toThrow(/ENOENT/);
	});
});
