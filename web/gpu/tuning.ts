/** Which tiles are fastest here: each candidate for a size is timed once, when a product of that size first comes. */
import type { Gpu } from './device';
import type { Kernels, Tiling } from './kernels';
import { Program, type ChooseTiling } from './program';
import { candidates, sizeOf, typicalRows, type Size } from './tiling';
import { Uniforms } from './uniforms';
import { layerBuffer } from './weights';

/** The side of the layer that is timed, and how often: the fastest counts, since others share the machine. */
const side = 320;
const repeats = 3;

/** Seconds for one product of the tiling. */
async function secondsOf(gpu: Gpu, kernels: Kernels, tiling: Tiling, rows: number): Promise<number> {
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
	const empty = new Float32Array(0);
	const weights = await gpu.allocate(() => {
		program.allocate();
		uniforms.allocate();
		return layerBuffer(gpu, 'timed', {
			packed: {
				...{ encoding: 'float32', rows: side, columns: side, bits: 32, wordsPerRow: side },
				...{ codes: new Uint32Array(side * side), groupSize: side, flat: false },
				...{ scales: empty, zeroPoints: empty, table: empty, tableSize: 0, tables: 0 }
			}
		});
	});
	const unused = () => {
		throw new Error('a linear layer reads nothing else');
	};
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
	program.free();
	uniforms.free();
	gpu.free(weights.buffer);
	return least;
}

export interface Tuning {
	choose: ChooseTiling;
	/** What has been measured. */
	times: { size: Size; tiling: Tiling; seconds: number }[];
}

export function tuned(gpu: Gpu, kernels: Kernels): Tuning {
	const times: Tuning['times'] = [];
	const chosen = new Map<Size, Promise<Tiling>>();
	// one after the other: what runs beside a measurement is measured too
	let before: Promise<unknown> = Promise.resolve();
	const measure = async (size: Size) => {
		const found: typeof times = [];
		for (const tiling of candidates(gpu.facts, size)) {
			found.push({ size, tiling, seconds: await secondsOf(gpu, kernels, tiling, typicalRows[size]) });
		}
		times.push(...found);
		return found.reduce((best, other) => (other.seconds < best.seconds ? other : best)).tiling;
	};
	return {
		times,
		choose(rows) {
			const size = sizeOf(rows);
			let tiling = chosen.get(size);
			if (!tiling) {
				tiling = before.then(() => measure(size));
				before = tiling.catch(() => {});
				chosen.set(size, tiling);
			}
			return tiling;
		}
	};
}
