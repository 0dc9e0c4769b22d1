/**
 * Which tiles are fastest here: each candidate for a size is timed once, when a product of that size first comes; once
 * more for weights that dot products of integers can multiply, or float16, if the device has them.
 */
import type { PackedWeights } from '../engine/model-types';
import type { AdapterFacts, Gpu } from './device';
import type { Kernels, Tiling } from './kernels';
import { Program, type ChooseTiling } from './program';
import { candidates, sizeOf, typicalRows, type Size } from './tiling';
import { Uniforms } from './uniforms';
import { layerBuffer, type LayerWeights } from './weights';

/** The side of the layer that is timed, and how often: the fastest counts, since others share the machine. */
const side = 320;
const repeats = 3;

/** What the candidates of a layer's weights depend on: how many bits dot products take, or that they are float16. */
type Held = Pick<LayerWeights, 'dotBits'> & { encoding: 'float32' | 'float16' | 'linear' };

/** Zeros, in float32, float16 or as integers of so many bits. */
function zeros({ encoding, dotBits }: Held): PackedWeights {
	const bits = dotBits || (encoding === 'float16' ? 16 : 32);
	const wordsPerRow = Math.ceil((side * bits) / 32);
	const one = Float32Array.of(1);
	const none = new Float32Array(0);
	return {
		...{ encoding, rows: side, columns: side, bits, wordsPerRow },
		...{ codes: new Uint32Array(side * wordsPerRow), groupSize: side * side, flat: false },
		...{ scales: dotBits ? one : none, zeroPoints: dotBits ? one : none },
		...{ table: none, tableSize: 0, tables: 0 }
	};
}

/** As far as it matters on the adapter. */
function heldAs({ dot, half, software }: AdapterFacts, { encoding, dotBits }: LayerWeights): Held {
	if (software) return { encoding: 'float32', dotBits: 0 };
	if (half && encoding === 'float16') return { encoding, dotBits: 0 };
	return dot && dotBits ? { encoding: 'linear', dotBits } : { encoding: 'float32', dotBits: 0 };
}

/** Seconds for one product of the tiling. */
async function secondsOf(
	gpu: Gpu,
	kernels: Kernels,
	tiling: Tiling,
	rows: number,
	held: Held
): Promise<number> {
	const uniforms = new Uniforms(gpu);
	const vector = { channels: side, height: 1, width: 1 };
	const program = new Program(
		gpu,
		kernels,
		uniforms,
		() => Promise.resolve(tiling),
		{
			buffers: [vector, vector],
			...{ input: 0, time: -1, output: 1 },
			steps: [
				{
					...{
						op: 'linear',
						layer: 'timed',
						input: 0,
						output: 1,
						kernel: 1,
						siluInput: false,
						silu: false
					},
					...{ residual: -1, position: '', film: -1, groups: 1, epsilon: 1, tables: [] }
				}
			]
		},
		{ faces: rows, passes: 1, labelRows: 1, times: 1 }
	);
	const weights = await gpu.allocate(() => {
		program.allocate();
		uniforms.allocate();
		return layerBuffer(gpu, 'timed', { packed: zeros(held) });
	});
	const unused = () => {
		throw new Error('a linear layer reads nothing else');
	};
	try {
		await program.bind({ layer: () => weights, norm: unused, tables: unused });
		let least = Infinity;
		for (let i = 0; i <= repeats; i++) {
			const encoder = gpu.device.createCommandEncoder();
			const pass = encoder.beginComputePass();
			program.run(pass);
			pass.end();
			const start = performance.now();
			gpu.device.queue.submit([encoder.finish()]);
			await gpu.wait(gpu.device.queue.onSubmittedWorkDone());
			// the first run may still compile
			if (i > 0) least = Math.min(least, (performance.now() - start) / 1000);
		}
		return least;
	} finally {
		program.free();
		uniforms.free();
		gpu.free(weights.buffer);
	}
}

export interface Tuning {
	choose: ChooseTiling;
	/** What has been measured. */
	times: { size: Size; held: Held; tiling: Tiling; seconds: number }[];
}

export function tuned(gpu: Gpu, kernels: Kernels): Tuning {
	const times: Tuning['times'] = [];
	const chosen = new Map<string, { tiling: Promise<Tiling>; signal?: AbortSignal }>();
	// one after the other: what runs beside a measurement is measured too
	let before: Promise<unknown> = Promise.resolve();
	const measure = async (size: Size, held: Held, signal?: AbortSignal) => {
		const found: typeof times = [];
		for (const tiling of candidates(gpu.facts, size, held)) {
			signal?.throwIfAborted();
			const seconds = await secondsOf(gpu, kernels, tiling, typicalRows[size], held);
			found.push({ size, held, tiling, seconds });
		}
		times.push(...found);
		return found.reduce((best, other) => (other.seconds < best.seconds ? other : best)).tiling;
	};
	return {
		times,
		choose(rows, weights, signal) {
			const size = sizeOf(rows);
			const held = heldAs(gpu.facts, weights);
			const key = `${size} ${held.encoding} ${held.dotBits}`;
			const known = chosen.get(key);
			// what was broken off begins anew
			if (known && !known.signal?.aborted) return known.tiling;
			const tiling = before.then(() => measure(size, held, signal));
			before = tiling.catch(() => {});
			chosen.set(key, { tiling, signal });
			// once it is measured, nobody can break it off
			tiling.then(
				() => chosen.set(key, { tiling }),
				() => {}
			);
			return tiling;
		}
	};
}
