/** Every kernel on the GPU that Dawn finds, against the same layer computed plainly in double precision. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan, PlanBuffer, PlanStep } from '../engine/model-types';
import { dawn } from './dawn';
import { openGpu, type Gpu } from './device';
import { Kernels, type Tiling } from './kernels';
import { convolved, packedWeights, randoms, relativeError, silu, unpacked, type Packing } from './packed';
import { Program, type Parameters as NetworkParameters } from './program';
import { readFloats } from './read';
import { candidates } from './tiling';
import { Uniforms } from './uniforms';
import { layerBuffer, normBuffer, tablesBuffer, type LayerParts } from './weights';
import type { RowCounts } from './layout';

// a software adapter takes seconds to compile a kernel
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const available = await dawn();
const when = available ? describe : describe.skip;

let gpu: Gpu;
let kernels: Kernels;

beforeAll(async () => {
	if (!available) return;
	gpu = await openGpu(available);
	kernels = new Kernels(gpu);
});
afterAll(() => gpu?.destroy());

const step = (given: Partial<PlanStep> & Pick<PlanStep, 'op' | 'input' | 'output'>): PlanStep => ({
	layer: 'layer',
	kernel: 1,
	siluInput: false,
	silu: false,
	residual: -1,
	position: '',
	film: -1,
	groups: 1,
	epsilon: 1e-5,
	tables: [],
	...given
});

const vector = (channels: number): PlanBuffer => ({ channels, height: 1, width: 1 });

interface Run {
	plan: Plan;
	inputs: Float32Array[];
	layer?: LayerParts;
	norm?: { weight: Float32Array; bias: Float32Array };
	tables?: ReturnType<typeof packedWeights>[];
	labels?: { rows: number[]; rowOf: number[] };
	counts: Partial<RowCounts>;
	tiling?: Tiling;
}

/** The output of a plan of one or two steps; inputs are the plan's input, then its time. */
async function run({
	plan,
	inputs,
	layer,
	norm,
	tables,
	labels,
	counts,
	tiling
}: Run): Promise<Float32Array> {
	const uniforms = new Uniforms(gpu);
	const program = new Program(gpu, kernels, uniforms, async () => tiling ?? { kernel: 'ref' }, plan, {
		...{ faces: 1, passes: 1, labelRows: 1, times: 1 },
		...counts
	});
	const made = await gpu.allocate(() => {
		program.allocate();
		uniforms.allocate();
		return {
			layer: layer && layerBuffer(gpu, 'layer', layer),
			norm: norm && normBuffer(gpu, 'norm', norm.weight, norm.bias),
			tables: tables && tablesBuffer(gpu, 'tables', tables)
		};
	});
	const parameters: NetworkParameters = {
		layer: () => made.layer!,
		norm: () => made.norm!,
		tables: () => made.tables!
	};
	await program.bind(parameters);
	gpu.write(program.input, inputs[0]!);
	if (inputs[1]) gpu.write(program.time, inputs[1]);
	if (labels) program.setLabels(Uint32Array.from(labels.rows), Uint32Array.from(labels.rowOf));
	const encoder = gpu.device.createCommandEncoder();
	const pass = encoder.beginComputePass();
	program.before(pass);
	program.run(pass);
	pass.end();
	gpu.device.queue.submit([encoder.finish()]);
	const output = await readFloats(gpu, program.output);
	program.free();
	uniforms.free();
	gpu.free(...[made.layer?.buffer, made.norm, made.tables].filter((buffer) => buffer !== undefined));
	return output;
}

const packings: [name: string, packing: Packing][] = [
	['float32', { encoding: 'float32' }],
	['float16', { encoding: 'float16' }],
	...[2, 3, 4, 5, 6, 7, 8].map((bits): [string, Packing] => [
		`int${bits}, one scale`,
		{ encoding: 'linear', bits }
	]),
	[
		'int8, a scale and a zero_point for each group',
		{ encoding: 'linear', bits: 8, groupSize: 8, zeroPoints: true }
	],
	[
		'int4, groups that run over rows',
		{ encoding: 'linear', bits: 4, groupSize: 12, flat: true, zeroPoints: true }
	],
	['int3, groups of one weight', { encoding: 'linear', bits: 3, groupSize: 1, zeroPoints: true }],
	['int2, groups longer than a row', { encoding: 'linear', bits: 2, groupSize: 1000 }],
	['codebook of 2', { encoding: 'table', bits: 1 }],
	['codebook of 16', { encoding: 'table', bits: 4 }],
	['codebook of 200', { encoding: 'table', bits: 8, tableSize: 200 }],
	['codebook of 256', { encoding: 'table', bits: 8 }],
	['a codebook for each group', { encoding: 'table', bits: 3, groupSize: 16, manyTables: true }],
	['blocks of a shared codebook over rows', { encoding: 'table', bits: 4, groupSize: 32, flat: true }]
];

type Shape = Parameters<typeof convolved>[2];

when('convolutions and linear layers', () => {
	/** One of each kernel; a workgroup's barriers make tiles slow to compile on SwiftShader. */
	const tilings = (): Tiling[] => [
		{ kernel: 'ref' },
		...candidates({ ...gpu.facts, software: false, lanes: 0 }, 'some').slice(0, 1),
		...(gpu.facts.lanes ? candidates({ ...gpu.facts, software: true }, 'some').slice(0, 1) : [])
	];
	const everyTiling = (): Tiling[] => {
		const all = (['few', 'some', 'many'] as const).flatMap((size) => [
			...candidates(gpu.facts, size),
			...candidates({ ...gpu.facts, software: false, lanes: 0 }, size)
		]);
		return [...new Map(all.map((tiling) => [JSON.stringify(tiling), tiling])).values()];
	};
	const name = (tiling: Tiling) => Object.values(tiling).join(' ');

	const check = async (
		tiling: Tiling,
		packing: Packing,
		shape: Shape,
		around: Partial<PlanStep> & { bias?: boolean } = {}
	) => {
		const { faces, inputs, outputs, height, width, kernel } = shape;
		const packed = packedWeights(outputs, inputs * kernel * kernel, packing, faces + outputs);
		const input = randoms(faces * inputs * height * width, 3);
		const bias = randoms(outputs, 4);
		const position = randoms(outputs * height * width, 5);
		const found = await run({
			plan: {
				buffers: [
					{ channels: inputs, height, width },
					{ channels: outputs, height, width }
				],
				...{ input: 0, time: -1, output: 1 },
				steps: [step({ op: 'conv', input: 0, output: 1, kernel, ...around })]
			},
			inputs: [input],
			layer: {
				packed,
				bias: around.bias ? bias : undefined,
				position: around.position ? position : undefined
			},
			counts: { faces },
			tiling
		});
		const source = around.siluInput ? input.map(silu) : input;
		const expected = convolved(source, unpacked(packed), shape).map((sum, i) => {
			const pixels = height * width;
			let value = sum;
			if (around.bias) value += bias[Math.floor(i / pixels) % outputs]!;
			if (around.position) value += position[i % (outputs * pixels)]!;
			if (around.silu) value = silu(value);
			if (around.residual === 0) value += input[i]!;
			return value;
		});
		expect(found.length).toBeGreaterThanOrEqual(expected.length);
		expect(relativeError(found, expected), name(tiling)).toBeLessThan(
			packing.encoding === 'float16' ? 2e-3 : 1e-4
		);
	};
	it.each(packings)('with weights in %s', async (_, packing) => {
		for (const tiling of tilings()) {
			await check(tiling, packing, {
				faces: 3,
				inputs: 37,
				outputs: 19,
				height: 1,
				width: 1,
				kernel: 1
			});
			await check(tiling, packing, { faces: 2, inputs: 5, outputs: 7, height: 3, width: 6, kernel: 3 });
		}
	});

	it.each<[string, Shape]>([
		['one number', { faces: 1, inputs: 1, outputs: 1, height: 1, width: 1, kernel: 1 }],
		['one channel', { faces: 2, inputs: 1, outputs: 1, height: 5, width: 3, kernel: 3 }],
		['one pixel under a window', { faces: 3, inputs: 4, outputs: 2, height: 1, width: 1, kernel: 3 }],
		[
			'one face of many channels',
			{ faces: 1, inputs: 320, outputs: 130, height: 1, width: 1, kernel: 1 }
		],
		['64 faces', { faces: 64, inputs: 33, outputs: 70, height: 1, width: 1, kernel: 1 }],
		['64 faces under a window', { faces: 64, inputs: 3, outputs: 5, height: 4, width: 4, kernel: 3 }],
		['1×1 of pictures', { faces: 5, inputs: 6, outputs: 9, height: 4, width: 3, kernel: 1 }]
	])('of %s', async (_, shape) => {
		for (const tiling of tilings()) {
			await check(tiling, { encoding: 'float32' }, shape);
			await check(tiling, { encoding: 'linear', bits: 4, groupSize: 8, zeroPoints: true }, shape);
		}
	});

	it('with bias, position, SiLU before and after, and a residual', async () => {
		const shape: Shape = { faces: 3, inputs: 6, outputs: 6, height: 4, width: 3, kernel: 3 };
		const around = { bias: true, position: 'p', silu: true, residual: 0, siluInput: true };
		for (const tiling of tilings()) await check(tiling, { encoding: 'float32' }, shape, around);
	});

	it('in tiles of every size', async () => {
		const shape: Shape = { faces: 13, inputs: 70, outputs: 67, height: 1, width: 1, kernel: 1 };
		for (const tiling of everyTiling()) await check(tiling, { encoding: 'linear', bits: 4 }, shape);
	}, 60_000);
});

when('the other steps', () => {
	it.each([
		[1, 12, 4],
		[64, 320, 8],
		[3, 7, 7],
		[2, 5, 1]
	])('group norm of %i faces of %i channels in %i groups', async (faces, channels, groups) => {
		const input = randoms(faces * channels, 2).map((x) => 3 * x + 1);
		const [weight, bias] = [randoms(channels, 3), randoms(channels, 4)];
		const found = await run({
			plan: {
				buffers: [vector(channels), vector(channels)],
				...{ input: 0, time: -1, output: 1 },
				steps: [step({ op: 'norm', input: 0, output: 1, groups, silu: true })]
			},
			inputs: [input],
			norm: { weight, bias },
			counts: { faces }
		});
		const size = channels / groups;
		const expected = Float64Array.from(input, (x, i) => {
			const run = input.subarray(i - (i % size), i - (i % size) + size);
			const mean = run.reduce((sum, value) => sum + value, 0) / size;
			const variance = run.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size;
			return silu(
				((x - mean) / Math.sqrt(variance + 1e-5)) * weight[i % channels]! + bias[i % channels]!
			);
		});
		expect(relativeError(found, expected)).toBeLessThan(1e-4);
	});

	it.each(['shuffle', 'unshuffle'] as const)('%s as PyTorch does', async (op) => {
		const faces = 3;
		const small = { channels: 8, height: 3, width: 2 };
		const large = { channels: 2, height: 6, width: 4 };
		const [from, to] = op === 'shuffle' ? [small, large] : [large, small];
		const input = randoms(faces * 48, 2);
		const found = await run({
			plan: {
				buffers: [from, to],
				...{ input: 0, time: -1, output: 1 },
				steps: [step({ op, input: 0, output: 1 })]
			},
			inputs: [input],
			counts: { faces }
		});
		// out[c, 2y + i, 2x + j] = in[4c + 2i + j, y, x]
		const pairs: [small: number, large: number][] = [];
		for (let face = 0; face < faces; face++)
			for (let c = 0; c < 2; c++)
				for (let y = 0; y < 6; y++)
					for (let x = 0; x < 4; x++) {
						const channel = 4 * c + 2 * (y % 2) + (x % 2);
						pairs.push([
							face * 48 + (channel * 3 + Math.floor(y / 2)) * 2 + Math.floor(x / 2),
							face * 48 + (c * 6 + y) * 4 + x
						]);
					}
		for (const [a, b] of pairs) {
			const [source, target] = op === 'shuffle' ? [a, b] : [b, a];
			expect(found[target]).toBe(input[source]);
		}
	});

	it('embeds labels at every time, and FiLM takes the row of each face', async () => {
		const [channels, attributes, faces, times] = [6, 2, 3, 2];
		const tables = [
			packedWeights(4, channels, { encoding: 'linear', bits: 4, groupSize: 3 }, 1),
			packedWeights(3, channels, { encoding: 'float16' }, 2)
		];
		const labels = { rows: [0, 2, 3, 1], rowOf: [0, 1, 0, 1, 1, 1] };
		const input = randoms(faces * 3, 5);
		const time = randoms(times * channels, 6);
		const found = await run({
			plan: {
				buffers: [vector(3), vector(channels), vector(channels), vector(3)],
				...{ input: 0, time: 1, output: 3 },
				steps: [
					step({ op: 'embed', input: 1, output: 2, tables: ['a', 'b'], silu: true }),
					step({ op: 'norm', input: 0, output: 3, groups: 1, film: 2 })
				]
			},
			inputs: [input, time],
			norm: { weight: Float32Array.of(1, 1, 1), bias: new Float32Array(3) },
			tables,
			labels,
			counts: { faces, passes: 2, labelRows: 2, times }
		});
		const values = tables.map(unpacked);
		const film = (row: number, c: number) =>
			silu(
				time[c]! +
					values.reduce(
						(sum, table, i) => sum + table[labels.rows[row * attributes + i]! * channels + c]!,
						0
					)
			);
		const expected = labels.rowOf.flatMap((row, i) => {
			const face = [...input.subarray(3 * (i % faces), 3 * (i % faces) + 3)];
			const mean = (face[0]! + face[1]! + face[2]!) / 3;
			const variance = face.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3;
			return face.map(
				(x, c) => ((x - mean) / Math.sqrt(variance + 1e-5)) * (1 + film(row, c)) + film(row, c + 3)
			);
		});
		expect(relativeError(found, expected)).toBeLessThan(1e-4);
	});
});
