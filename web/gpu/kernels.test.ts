/** Every kernel on the GPU that Dawn finds against the core's own layers: each way to hold weights, in every shape. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PackedWeights, Plan, PlanStep } from '../engine/model-types';
import type { TensorOptions } from '../engine/tensor-types';
import { AgainstCore, step, vector } from './against-core';
import { coreParts, type CoreParts } from './core-parts';
import { dawn } from './dawn';
import { openGpu, type Gpu } from './device';
import { Kernels, type Tiling } from './kernels';
import { Noise } from './noise';
import { randoms, relativeError } from './numbers';
import { readFloats } from './read';
import { candidates } from './tiling';
import { Uniforms } from './uniforms';
import { Update } from './update';
import { dotBitsOf, encodingOf } from './weights';

// a software adapter takes seconds to compile a kernel
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const available = await dawn();
const when = available ? describe : describe.skip;

let gpu: Gpu;
let kernels: Kernels;
let core: CoreParts;

beforeAll(async () => {
	if (!available) return;
	core = await coreParts();
	gpu = await openGpu(available);
	kernels = new Kernels(gpu);
});
afterAll(() => gpu?.destroy());

const against = (plan: Plan, options?: ConstructorParameters<typeof AgainstCore>[4]) =>
	new AgainstCore(gpu, kernels, core, plan, options);

const linear = (bits: number, more: Partial<TensorOptions> = {}): TensorOptions => ({
	...{ method: 'linear', bits, ...more }
});
const channels = { granularity: 'channel', axis: 0, mode: 'asymmetric' } as const;
const groups = (groupSize: number) => ({ granularity: 'group', groupSize, mode: 'asymmetric' }) as const;

const ways: [name: string, options?: TensorOptions][] = [
	['float32'],
	['float16', { method: 'float16' }],
	...[2, 3, 4, 5, 6, 7, 8].map((bits): [string, TensorOptions] => [`int${bits}`, linear(bits)]),
	...[2, 3, 4, 8].flatMap((bits): [string, TensorOptions][] => [
		[`int${bits} by channel, with zero_points`, linear(bits, channels)],
		[`int${bits} in groups of 8, with zero_points`, linear(bits, groups(8))]
	]),
	...[2, 4, 8].map((bits): [string, TensorOptions] => [
		`int${bits} in groups of 32`,
		linear(bits, groups(32))
	]),
	['int3 in groups of 1', linear(3, groups(1))],
	['int4 in groups longer than a row', linear(4, groups(1000))],
	...[1, 2, 3, 4, 5, 6, 7, 8].map((bits): [string, TensorOptions] => [
		`a codebook of ${2 ** bits}`,
		{ method: 'kmeans', bits }
	]),
	['codebooks by channel', { method: 'kmeans', bits: 2, granularity: 'channel', axis: 0 }],
	['codebooks of groups', { method: 'kmeans', bits: 2, granularity: 'group', groupSize: 16 }],
	['powers of two', { method: 'power_of_two', bits: 4, granularity: 'channel', axis: 0 }],
	...(['q8_0', 'q4_0', 'nf4', 'mxfp4', 'mxfp8', 'mxfp8_e5m2', 'fp8_e4m3', 'fp4'] as const).map(
		(method): [string, TensorOptions] => [method, { method }]
	)
];

interface Shape {
	faces: number;
	inputs: number;
	outputs: number;
	height: number;
	width: number;
	op: 'conv' | 'linear';
	kernel: 1 | 3;
}

const shape = (op: string, faces: number, inputs: number, outputs: number, height = 1, width = 1): Shape => ({
	...{ faces, inputs, outputs, height, width },
	op: op === 'linear' ? 'linear' : 'conv',
	kernel: op === '3×3' ? 3 : 1
});

const shapes = [
	shape('linear', 1, 1, 1),
	shape('linear', 3, 67, 19),
	shape('linear', 64, 33, 21),
	shape('linear', 2, 3, 5, 3, 2),
	shape('1×1', 2, 6, 9, 4, 3),
	shape('1×1', 64, 1, 3, 1, 3),
	shape('3×3', 1, 5, 7, 3, 6),
	shape('3×3', 2, 1, 1, 5, 3),
	shape('3×3', 3, 4, 2),
	shape('3×3', 64, 3, 5, 4, 3)
];

const planOf = (
	{ inputs, outputs, height, width, op, kernel }: Shape,
	more: Partial<PlanStep> = {}
): Plan => ({
	buffers: [
		{ channels: inputs, height, width },
		op === 'linear' ? vector(outputs) : { channels: outputs, height, width }
	],
	...{ input: 0, time: -1, output: 1 },
	steps: [step({ op, input: 0, output: 1, kernel, ...more })]
});

when('convolutions and linear layers', () => {
	/** What a graphics card with the adapter's abilities would try. */
	const hardware = () => ({ ...gpu.facts, software: false, lanes: 0 });
	const kind = (tiling: Tiling) => `${tiling.kernel} ${'HALF' in tiling ? tiling.HALF : ''}`;
	const firstOf = (tilings: Tiling[], key: (tiling: Tiling) => string) => [
		...new Map(tilings.toReversed().map((tiling) => [key(tiling), tiling])).values()
	];
	/** The kernel for subgroups has its weights' number of bits written in: compiled for some of them. */
	const lanesFor = ({ bits, encoding }: PackedWeights): boolean =>
		encoding.startsWith('float') || [2, 3, 8].includes(bits) || (encoding === 'table' && bits === 4);

	/** One of each kernel; a workgroup's barriers make tiles slow to compile on SwiftShader. */
	const tilings = (weights: PackedWeights): Tiling[] => [
		{ kernel: 'ref' },
		...firstOf(candidates(hardware(), 'some', held(weights)), kind),
		...(gpu.facts.lanes && lanesFor(weights)
			? candidates({ ...gpu.facts, software: true }, 'some', held(weights)).slice(0, 1)
			: [])
	];
	/** Each size of tile, or on a software adapter one for each number of a thread's columns that no other test has. */
	const everyTiling = (weights: PackedWeights): Tiling[] => {
		const all = (['few', 'some', 'many'] as const).flatMap((size) => [
			...candidates(gpu.facts, size, held(weights)),
			...candidates(hardware(), size, held(weights))
		]);
		const others = all.filter(
			(tiling) => !gpu.facts.software || !('TILE_ROWS' in tiling) || tiling.COLUMNS !== 4
		);
		return firstOf(others, (tiling) =>
			gpu.facts.software && 'TILE_ROWS' in tiling
				? `${kind(tiling)} ${tiling.COLUMNS}`
				: JSON.stringify(tiling)
		);
	};
	const held = (weights: PackedWeights) => ({
		encoding: encodingOf(weights),
		dotBits: dotBitsOf(weights)
	});
	const name = (tiling: Tiling) => Object.values(tiling).join(' ');

	const check = async (
		shape: Shape,
		weights: TensorOptions | undefined,
		tilings: (weights: PackedWeights) => Tiling[],
		more?: Partial<PlanStep>
	) => {
		const { faces, inputs, height, width } = shape;
		const both = against(planOf(shape, more), { weights });
		const input = randoms(faces * inputs * height * width, 3);
		const expected = both.inCore(input, faces);
		const { bits } = both.weights;
		for (const tiling of tilings(both.weights)) {
			// how a window is read and how many bits a code has are nothing to each other
			if (tiling.kernel === 'dot' && shape.kernel === 3 && bits !== 4) continue;
			const [found] = await both.onGpu(input, { faces }, tiling);
			const half = 'HALF' in tiling && tiling.HALF === 1;
			const most = half || weights?.method === 'float16' ? 2e-3 : 1e-4;
			expect(
				relativeError(found!, expected),
				`${name(tiling)} of ${JSON.stringify(shape)}`
			).toBeLessThan(most);
		}
		both.free();
	};

	it.each(ways)('with weights in %s, in every shape', async (_, weights) => {
		for (const shape of shapes) await check(shape, weights, tilings);
	});

	it.each([
		['1×1', 5],
		['3×3', 5],
		['linear', 1]
	])('%s with position, SiLU before and after, and a residual', async (op, side) => {
		const more = { position: 'position', silu: true, residual: 0, siluInput: true };
		for (const faces of [1, 64]) {
			await check(shape(op, faces, 6, 6, side, side), undefined, tilings, more);
		}
	});

	it('in tiles of every size', async () => {
		await check(shape('linear', 13, 70, 67), linear(4), everyTiling);
	});
});

when('the other steps', () => {
	it.each([
		[1, 12, 4],
		[64, 40, 8],
		[3, 7, 7],
		[2, 5, 1],
		[2, 1, 1]
	])(
		'group norm of %i faces of %i channels in %i groups, then FiLM and SiLU',
		async (faces, channels, groups) => {
			const both = against({
				buffers: [vector(channels), vector(2 * channels), vector(channels)],
				...{ input: 0, time: -1, output: 2 },
				steps: [
					step({ op: 'linear', layer: 'film', input: 0, output: 1 }),
					step({ op: 'norm', layer: 'norm', input: 0, output: 2, groups, film: 1, silu: true })
				]
			});
			const input = randoms(faces * channels, 2).map((x) => 3 * x + 1);
			const [found] = await both.onGpu(input, { faces });
			expect(relativeError(found!, both.inCore(input, faces))).toBeLessThan(1e-4);
			both.free();
		}
	);

	it.each(['shuffle', 'unshuffle'] as const)('%s, number for number', async (op) => {
		for (const [faces, channels, height, width] of [
			[1, 1, 1, 1],
			[3, 2, 3, 5],
			[64, 3, 2, 1]
		] as const) {
			const small = { channels: 4 * channels, height, width };
			const large = { channels, height: 2 * height, width: 2 * width };
			const both = against({
				buffers: op === 'shuffle' ? [small, large] : [large, small],
				...{ input: 0, time: -1, output: 1 },
				steps: [step({ op, input: 0, output: 1 })]
			});
			const input = randoms(faces * 4 * channels * height * width, 2);
			const [found] = await both.onGpu(input, { faces });
			const expected = both.inCore(input, faces);
			expect(found!.subarray(0, expected.length)).toEqual(expected);
			both.free();
		}
	});

	it.each<[string, TensorOptions?]>([
		['float32'],
		['float16', { method: 'float16' }],
		['int4 in groups', linear(4, groups(4))],
		['a codebook', { method: 'kmeans', bits: 2 }]
	])('embeds labels at every time, and FiLM takes the row of each face, in %s', async (_, weights) => {
		const [channels, faces, passes, times] = [6, 3, 2, 2];
		const classes = { 'a.weight': 4, 'b.weight': 3 };
		const both = against(
			{
				buffers: [vector(3), vector(channels, true), vector(channels), vector(3)],
				...{ input: 0, time: 1, output: 3 },
				steps: [
					step({ op: 'embed', input: 1, output: 2, tables: Object.keys(classes), silu: true }),
					step({ op: 'norm', input: 0, output: 3, film: 2 })
				]
			},
			{ weights, classes }
		);
		const rows = [0, 2, 3, 1];
		const rowOf = [0, 1, 0, 1, 1, 1];
		const input = randoms(faces * 3, 5);
		const conditions = { times: randoms(times * channels, 6), rows, rowOf };
		const found = await both.onGpu(input, { faces, passes, labelRows: 2, times }, undefined, conditions);
		const labels = Int32Array.from(rowOf.flatMap((row) => rows.slice(2 * row, 2 * row + 2)));
		found.forEach((answer, time) => {
			const expected = both.inCore(
				Float32Array.of(...input, ...input),
				faces * passes,
				conditions.times.slice(time * channels, (time + 1) * channels),
				labels
			);
			expect(relativeError(answer, expected)).toBeLessThan(weights?.method === 'float16' ? 2e-3 : 1e-4);
		});
		both.free();
	});

	it.each([
		[1, 1, 1, 1],
		[3, 7, 2, -0.5],
		[64, 5, 2, 3]
	] as const)(
		'the sampler’s update of %i faces of %i numbers, %i passes and guidance %f',
		async (faces, numbers, passes, guidance) => {
			const [steps, count] = [3, faces * numbers];
			const velocity = randoms(passes * count, 1);
			const normalization = randoms(2 * numbers, 2);
			const uniforms = new Uniforms(gpu);
			const update = new Update(gpu, uniforms, { faces, steps, passes, numbers });
			const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
			const buffers = await gpu.allocate(() => {
				uniforms.allocate();
				update.allocate();
				return {
					velocity: gpu.filled('velocity', velocity, usage),
					normalization: gpu.filled('normalization', normalization, usage),
					state: gpu.filled('state', randoms(count, 3), usage),
					latents: gpu.buffer('latents', 4 * count, usage)
				};
			});
			await update.bind(kernels, buffers);
			update.guide(guidance);
			let state = randoms(count, 3);
			for (let done = 0; done < steps; done++) {
				const encoder = gpu.device.createCommandEncoder();
				const pass = encoder.beginComputePass();
				update.run(pass, done);
				pass.end();
				gpu.device.queue.submit([encoder.finish()]);
				const expected = core.updated(velocity.slice(0, count), velocity.slice(count), {
					...{ guidance, done, steps, state },
					mean: normalization.slice(0, numbers),
					scale: normalization.slice(numbers)
				});
				const found = [buffers.state, buffers.latents, update.predicted];
				for (const [i, buffer] of found.entries()) {
					expect(relativeError(await readFloats(gpu, buffer, count), expected[i]!)).toBeLessThan(
						1e-6
					);
				}
				state = Float32Array.from(expected[0]);
			}
			update.free();
			uniforms.free();
			gpu.free(...Object.values(buffers));
		}
	);

	// a seed's high word, and the carry into it: from 2³² − 1 on
	it.each([
		...[0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 3 * 2 ** 40 + 5, Number.MAX_SAFE_INTEGER].map(
			(seed): [number, number] => [seed, 3]
		),
		...[1, 2, 64, 255].map((faces): [number, number] => [7, faces]),
		// half a million numbers: near 0, far out, and at every angle
		...[0, 1, 2, 3, 4, 5, 6, 7].map((i): [number, number] => [1000 + 256 * i, 256])
	])('the noise of seed %i for %i faces', async (seed, faces) => {
		const expected = core.noise(seed, faces);
		const numbers = expected.length / faces;
		const uniforms = new Uniforms(gpu);
		const noise = new Noise(gpu, uniforms, { faces, numbers });
		const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC;
		const state = await gpu.allocate(() => {
			uniforms.allocate();
			// what lies behind must stay
			return gpu.filled('state', new Float32Array(expected.length + 2).fill(9), usage);
		});
		await noise.bind(kernels, state);
		noise.seed(seed);
		const encoder = gpu.device.createCommandEncoder();
		const pass = encoder.beginComputePass();
		noise.run(pass);
		pass.end();
		gpu.device.queue.submit([encoder.finish()]);
		const found = await readFloats(gpu, state, expected.length + 2);
		const off = expected.map((x, i) => Math.abs(found[i]! - x) / Math.max(1, Math.abs(x)));
		// NaN is none of these
		expect(off.every((error) => error < 1e-6)).toBe(true);
		expect([...found.slice(-2)]).toEqual([9, 9]);
		uniforms.free();
		gpu.free(state);
	});
});
