/** Runs in the page that measures: seconds of a step of the sampler, by us and by onnxruntime-web, on one adapter. */
import type { LayerOptions, ModelEngine } from '../../web/engine/model-types';
import { getModelEngine } from '../../web/engine/model-client';
import { openGpu } from '../../web/gpu/device';
import { GpuFaces, type OpenNetworks } from '../../web/gpu/gpu-faces';

/** Noise, time and labels of a batch, and the state after one step by PyTorch. */
interface Given {
	x: number[];
	t: number[];
	labels: number[];
	next: number[];
}

export interface Times {
	seconds: number[];
}

const folder = '/build/bench/gpu/';
const steps = 12;
const guidance = 2;

const given = async (faces: number) => (await (await fetch(`${folder}step_${faces}.json`)).json()) as Given;

let opened: Promise<{ engine: ModelEngine; networks: OpenNetworks }> | undefined;
const open = () =>
	(opened ??= (async () => {
		const engine = getModelEngine();
		const [diffusion, autoencoder] = await Promise.all([
			engine.open('diffusion'),
			engine.open('autoencoder')
		]);
		return { engine, networks: { diffusion, autoencoder } };
	})());

/** What the core packs as float16, as float32: weights as onnxruntime has them. */
const inFloat32 = (engine: ModelEngine): ModelEngine =>
	new Proxy(engine, {
		get(target, name: keyof ModelEngine) {
			if (name !== 'packed') return target[name];
			return async (...args: Parameters<ModelEngine['packed']>) => {
				const packed = await target.packed(...args);
				if (packed.encoding !== 'float16') return packed;
				const { rows, columns, wordsPerRow } = packed;
				const halves = new Float16Array(packed.codes.buffer);
				const values = Float32Array.from({ length: rows * columns }, (_, i) => {
					const row = Math.floor(i / columns);
					return halves[2 * wordsPerRow * row + (i % columns)]!;
				});
				const codes = new Uint32Array(values.buffer);
				return { ...packed, encoding: 'float32' as const, bits: 32, wordsPerRow: columns, codes };
			};
		}
	});

let held: { key: string; faces: GpuFaces } | undefined;

/** With weights of their own, in float32 unless quantized; what is held so already is not loaded again. */
async function ours(weights?: LayerOptions): Promise<GpuFaces> {
	const key = JSON.stringify(weights ?? 'float32');
	if (held?.key === key) return held.faces;
	const { engine, networks } = await open();
	await engine.quantize(networks.diffusion.handle, weights ?? 'float16');
	held?.faces.destroy();
	held = undefined;
	const faces = await GpuFaces.load(await openGpu(), weights ? engine : inFloat32(engine), networks);
	held = { key, faces };
	return faces;
}

const labelsOf = async (faces: number, alike: boolean) => {
	const { labels } = await given(faces);
	return Int32Array.from(labels, (label, i) => (alike ? labels[i % (labels.length / faces)]! : label));
};

/** Notes when steps end; the first `skipped` do not count. */
function stopwatch(skipped = 2) {
	const ends: number[] = [];
	return {
		onstep: () => void ends.push(performance.now()),
		seconds: () => ends.slice(1 + skipped).map((end, i) => (end - ends[i + skipped]!) / 1000)
	};
}

interface Sampling {
	faces: number;
	/** Every face asks for the same, as in the figure. */
	alike: boolean;
}

export async function webgpu({
	faces,
	alike,
	weights,
	most
}: Sampling & { weights?: LayerOptions; most: number }) {
	const runner = await ours(weights);
	const options = { labels: await labelsOf(faces, alike), faces, guidance, seed: 1, steps };
	const watch = stopwatch();
	const enough = new AbortController();
	const start = performance.now();
	const onstep = () => {
		watch.onstep();
		if (performance.now() - start > 1000 * most && watch.seconds().length > 1) enough.abort();
	};
	await runner.sample(options, { onstep, signal: enough.signal, patience: 0 }).catch((error: unknown) => {
		if (!enough.signal.aborted) throw error;
	});
	return {
		seconds: watch.seconds(),
		adapter: runner.gpu.facts.name,
		dispatches: runner.dispatches,
		operations: runner.operations,
		weights: runner.weightBytes.diffusion,
		tilings: runner.tuning.times
	};
}

/**
 * From a move of the bits slider to faces that are painted: seconds of each part, with kernels compiled before; `step`
 * is one that nobody waits for but the next.
 */
export async function slider({ faces, rounds }: { faces: number; rounds: number }) {
	const { engine, networks } = await open();
	const { handle, attributes } = networks.diffusion;
	const runner = await ours({ method: 'linear', bits: 8, granularity: 'group', groupSize: 64 });
	const labels = new Int32Array(faces * attributes.length);
	const canvas = new OffscreenCanvas(16, 16 * faces);
	const context = canvas.getContext('2d')!;
	const found: Record<'quantize' | 'upload' | 'first' | 'decode' | 'paint' | 'step' | 'whole', number>[] =
		[];
	// bits that come again find their kernels compiled
	for (let round = 0; round < 2 * rounds; round++) {
		const weights = { method: 'linear', granularity: 'group', groupSize: 64 } as const;
		const start = performance.now();
		await engine.quantize(handle, { ...weights, bits: 2 + (round % rounds) });
		const quantized = performance.now();
		await runner.reload('diffusion');
		const uploaded = performance.now();
		const ends: number[] = [];
		const previews: number[] = [];
		let painted = 0;
		const paint = (rgba: Uint8ClampedArray<ArrayBuffer>) => {
			previews.push(performance.now());
			context.putImageData(new ImageData(rgba, 16), 0, 0);
			context.getImageData(0, 0, 1, 1);
			painted ||= performance.now();
		};
		const onstep = () => void ends.push(performance.now());
		const { rgba } = await runner.sample(
			{ labels, faces, guidance, seed: 1, steps },
			{ onstep, onpreview: paint, patience: 0 }
		);
		paint(rgba);
		if (round < rounds) continue;
		found.push({
			quantize: quantized - start,
			upload: uploaded - quantized,
			first: ends[0]! - uploaded,
			decode: previews[0]! - ends[0]!,
			paint: painted - previews[0]!,
			// no preview comes between the sixth and the seventh
			step: ends[6]! - ends[5]!,
			whole: performance.now() - start
		});
	}
	held = undefined;
	runner.destroy();
	return found;
}

/** `seconds` of steps that come together are their mean; `whole` is all of a sampling, with what comes before its steps. */
export async function core({ faces, alike }: Sampling): Promise<Times & { whole: number }> {
	const { engine, networks } = await open();
	await engine.quantize(networks.diffusion.handle, 'float16');
	const handles = { diffusion: networks.diffusion.handle, autoencoder: networks.autoencoder.handle };
	const labels = await labelsOf(faces, alike);
	const sample = async (steps: number) => {
		const start = performance.now();
		const calls: { end: number; steps: number }[] = [];
		let together = false;
		const onstep = () => {
			if (!together) {
				calls.push({ end: performance.now(), steps: 0 });
				together = true;
				queueMicrotask(() => (together = false));
			}
			calls.at(-1)!.steps++;
		};
		await engine.sample(handles, { labels, faces, guidance, seed: 1, steps }, { onstep });
		return { whole: (calls.at(-1)!.end - start) / 1000, calls };
	};
	// small steps come hundreds to a call, of which the first two do not count: code that has just run is fastest
	const { calls } = await sample(faces < 8 ? 80 * steps : 2 * steps);
	const seconds = calls.slice(2).flatMap((call, i) => {
		const each = (call.end - calls[i + 1]!.end) / 1000 / call.steps;
		return Array.from({ length: call.steps }, () => each);
	});
	return { seconds, whole: (await sample(steps)).whole };
}

/** `most` seconds, and the largest difference from PyTorch's answer. */
export async function onnxruntime({
	faces,
	provider,
	most
}: {
	faces: number;
	provider: 'wasm' | 'webgpu';
	most: number;
}) {
	const dist = '/node_modules/onnxruntime-web/dist/';
	const ort = await import(/* @vite-ignore */ `${location.origin}${dist}ort.${provider}.min.mjs`);
	ort.env.logLevel = 'error';
	ort.env.wasm.numThreads = 1;
	ort.env.wasm.wasmPaths = new URL(dist, location.href).href;
	const session = await ort.InferenceSession.create(`${folder}step_${faces}.onnx`, {
		executionProviders: [provider]
	});
	const { x, t, labels, next } = await given(faces);
	const feeds = {
		x: new ort.Tensor('float32', Float32Array.from(x), [faces, x.length / faces]),
		t: new ort.Tensor('float32', Float32Array.from(t), [faces]),
		labels: new ort.Tensor('int64', BigInt64Array.from(labels.map(BigInt)), [
			faces,
			labels.length / faces
		])
	};
	const seconds: number[] = [];
	let off = 0;
	const start = performance.now();
	while (seconds.length < 3 || (seconds.length < steps && performance.now() - start < 1000 * most)) {
		const before = performance.now();
		const answer = (await (await session.run(feeds)).next.getData()) as Float32Array;
		seconds.push((performance.now() - before) / 1000);
		off = Math.max(...answer.map((value, i) => Math.abs(value - next[i]!)));
	}
	await session.release();
	return { seconds: seconds.slice(1), off };
}
