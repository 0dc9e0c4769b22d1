// A step of the diffusion model's sampler in Chromium: our WGSL kernels and our core in WebAssembly against
// onnxruntime-web's providers on the same network, exported by PyTorch, on the same adapter in the same run.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StepError, capture, root } from '../lib/steps.mjs';
import { withBrowser } from './browser.mjs';
import { duration, median, table, times } from './table.mjs';

export const parts = ['wasm', 'browser', 'gpu', 'train'];
export const builds = ['wasm'];

const batches = [1, 64];
/** These and those between, for what bounds a step: dispatches or arithmetic. */
const curve = [1, 4, 16, 64];
/** Seconds for one measurement; a software adapter ends it after two steps. */
const most = 20;
/** How far an answer may be from PyTorch's. */
const tolerance = 1e-3;

async function exportNetwork() {
	const folder = join(root, 'build/bench/gpu');
	mkdirSync(folder, { recursive: true });
	const args = ['scripts/bench/peers_gpu.py', folder, ...curve.map(String)];
	const { code, stderr } = await capture('/usr/bin/python3', args, { cwd: root });
	if (code !== 0) throw new StepError(`the network could not be exported: ${stderr}`);
}

/** Calls `work` with `ask(name, options)`, which runs a function of gpu_page.ts in the page. */
async function withPage(work) {
	const { createServer } = await import('vite');
	const at = (path) => join(root, path);
	const server = await createServer({
		...{
			configFile: false,
			root,
			logLevel: 'error',
			appType: 'mpa',
			optimizeDeps: { noDiscovery: true, include: ['comlink'] }
		},
		resolve: { alias: { $assets: at('assets'), $engine: at('web/engine'), $gpu: at('web/gpu') } },
		worker: { format: 'es' },
		// an isolated page has a clock of 5 µs rather than 100
		server: {
			...{ hmr: false, watch: null },
			headers: {
				'Cross-Origin-Opener-Policy': 'same-origin',
				'Cross-Origin-Embedder-Policy': 'require-corp'
			}
		}
	});
	await server.listen(0);
	try {
		return await withBrowser(
			async (browser) => {
				const page = await browser.newPage();
				page.setDefaultTimeout(0);
				await page.goto(`${server.resolvedUrls.local[0]}scripts/bench/wasm.html`);
				const ask = (name, options) =>
					page.evaluate(
						async ([name, options]) =>
							(await import('/scripts/bench/gpu_page.ts'))[name](options),
						[name, options]
					);
				return await work(ask);
			},
			['--enable-unsafe-webgpu']
		);
	} finally {
		await server.close();
	}
}

const boundRows = (bounds) =>
	bounds.map(({ faces, time, dispatches, operations }) => [
		String(faces),
		duration(time),
		String(dispatches),
		duration(time / dispatches),
		(operations / 1e9).toFixed(3),
		(operations / 1e9 / time).toFixed(2)
	]);

/** A line through the smallest and the largest batch: what arithmetic costs, and what is left where there is none. */
function boundWords(bounds) {
	const [first, last] = [bounds[0], bounds.at(-1)];
	const pace = (last.time - first.time) / (last.operations - first.operations);
	const rest = Math.max(0, first.time - pace * first.operations);
	return (
		`From ${first.faces} to ${last.faces} faces a step grows by ${duration(last.time - first.time)}, ` +
		`which is ${(1e-9 / pace).toFixed(2)} GFLOP/s. At that pace ${duration(rest)} of the step of ` +
		`${first.faces} face${first.faces === 1 ? '' : 's'} are not arithmetic: ${duration(rest / first.dispatches)} for each dispatch.`
	);
}

const seconds = (measured) => median(measured.seconds);
/** What is compared takes turns so often, since others share the machine. */
const rounds = 3;

export async function bench() {
	await exportNetwork();
	return withPage(async (ask) => {
		const [single, many] = batches;
		/** name → seconds by batch. */
		const found = {};
		/** Seconds of whole samplings by our core, each face with its own labels, by batch. */
		const whole = {};
		const all = {};
		const note = async (name, faces, measure) => {
			const measured = await measure();
			if (measured.off > tolerance)
				throw new StepError(`${name} is ${measured.off} off PyTorch's answer`);
			const times = ((all[name] ??= {})[faces] ??= []);
			times.push(...measured.seconds);
			(found[name] ??= {})[faces] = median(times);
			console.log(`${name}, ${faces}: ${duration(seconds(measured))}`);
			return measured;
		};
		let gpu;
		const turns = batches.flatMap((faces) => Array.from({ length: rounds }, () => faces));
		for (const faces of turns) {
			for (const provider of ['wasm', 'webgpu']) {
				await note(`onnxruntime-web, ${provider}`, faces, () =>
					ask('onnxruntime', { faces, provider, most })
				);
			}
			for (const [alike, name] of [
				[false, 'each face its own labels'],
				[true, 'all the same labels']
			]) {
				gpu = await note(`**Roundoff, WebGPU**, ${name}`, faces, () =>
					ask('webgpu', { faces, alike, most })
				);
				const core = await note(`**Roundoff, WebAssembly**, ${name}`, faces, () =>
					ask('core', { faces, alike })
				);
				if (!alike) whole[faces] = core.whole;
			}
		}
		const peers = Object.keys(found).filter((name) => name.startsWith('onnx'));
		const best = (faces) => Math.min(...peers.map((name) => found[name][faces]));
		const onGpu = 'onnxruntime-web, webgpu';
		const rows = Object.entries(found).map(([name, by]) => [
			name,
			...batches.flatMap((faces) => [
				duration(by[faces]),
				times(best(faces) / by[faces]),
				times(found[onGpu][faces] / by[faces])
			])
		]);

		const bounds = [];
		for (const faces of curve) {
			const measured = await ask('webgpu', { faces, alike: true, most });
			const time = seconds(measured);
			bounds.push({
				faces,
				time,
				dispatches: measured.dispatches.step,
				operations: measured.operations.step
			});
			console.log(
				`${faces} faces: ${duration(time)}, ${(measured.operations.step / 1e9).toFixed(3)} GFLOP`
			);
		}

		const sliderParts = {
			quantize: 'quantizing, in the worker',
			upload: 'packing and upload',
			first: 'what precedes the steps, and the first',
			decode: 'decoding its faces',
			paint: 'painting them',
			toFirst: '**from the slider to the first faces**',
			step: 'one step',
			whole: 'to the last faces'
		};
		const slider = {};
		for (const faces of batches) {
			const rounds = await ask('slider', { faces, rounds: 3 });
			const of = (name) => median(rounds.map((round) => round[name] / 1000));
			slider[faces] = Object.fromEntries(
				Object.keys(sliderParts).map((name) => [
					name,
					name === 'toFirst'
						? median(
								rounds.map(
									({ quantize, upload, first, decode, paint }) =>
										(quantize + upload + first + decode + paint) / 1000
								)
							)
						: of(name)
				])
			);
		}
		const sliderRows = Object.entries(sliderParts).map(([name, words]) => [
			words,
			...batches.flatMap((faces) => [
				duration(slider[faces][name]),
				times(slider[faces][name] / slider[faces].step)
			])
		]);

		const ways = {
			float32: undefined,
			float16: 'float16',
			'int8, channels': { method: 'linear', bits: 8, granularity: 'channel', axis: 0 },
			'int4, groups of 64': { method: 'linear', bits: 4, granularity: 'group', groupSize: 64 },
			'int2, groups of 64': { method: 'linear', bits: 2, granularity: 'group', groupSize: 64 },
			'codebook of 16': { method: 'kmeans', bits: 4 },
			'codebook of 256': { method: 'kmeans', bits: 8 }
		};
		const byWeights = Object.keys(ways).map((name) => ({
			name,
			all: batches.map(() => []),
			by: [],
			bytes: 0
		}));
		for (let round = 0; round < rounds; round++) {
			for (const way of byWeights) {
				for (const [i, faces] of batches.entries()) {
					const weights = ways[way.name];
					const measured = await ask('webgpu', { faces, alike: true, weights, most });
					way.all[i].push(...measured.seconds);
					way.by[i] = median(way.all[i]);
					way.bytes = measured.weights;
				}
				console.log(`${way.name}: ${way.by.map(duration).join(', ')}`);
			}
		}
		const weightRows = byWeights.map(({ name, by, bytes }) => [
			name,
			`${(bytes / 1e6).toFixed(2)} MB`,
			...by.flatMap((time, i) => [duration(time), `${(time / byWeights[0].by[i]).toFixed(2)} ×`])
		]);

		return [
			`Seconds for a step of the sampler (both answers of the guidance and the update), medians of ${rounds} turns, Chromium, adapter`,
			`“${gpu.adapter}”; onnxruntime-web in one thread. The same network, float32 weights on both GPUs.`,
			'What of the network depends on time and labels alone onnxruntime-web works out in each step, as its graph says; we do',
			`so for all steps before the first. With that, 12 steps in WebAssembly are ${duration(whole[single])} for ${single} face and`,
			`${duration(whole[many])} for ${many}, each with its own labels.`,
			'“of the best” is how many times as fast as the faster of onnxruntime-web’s two, “of its WebGPU” as its WebGPU.',
			'',
			table(
				[
					'',
					`${single} face`,
					'of the best',
					'of its WebGPU',
					`${many} faces`,
					'of the best',
					'of its WebGPU'
				],
				rows
			),
			'',
			'What weights cost that are dequantized in the kernels, all faces with the same labels:',
			'',
			table(
				['', 'on the GPU', `${single} face`, 'of float32', `${many} faces`, 'of float32'],
				weightRows
			),
			'',
			`The bits slider moved (2 to 4 bits in groups of 64, kernels compiled before), 12 steps, faces shown after steps 1, 2, 4 and 8:`,
			'',
			table(['', `${single} face`, 'of a step', `${many} faces`, 'of a step'], sliderRows),
			'',
			'What bounds a step of ours on this adapter, all faces with the same labels:',
			'',
			table(['faces', 'a step', 'dispatches', 'for each', 'GFLOP', 'GFLOP/s'], boundRows(bounds)),
			'',
			boundWords(bounds),
			'',
			'tfjs-backend-webgpu was not run: these networks are exported to ONNX, and there is no TensorFlow.js model of them to give it.',
			'',
			`A step is ${gpu.dispatches.step} dispatches, after ${gpu.dispatches.before} for all steps at once; the decoder is ${gpu.dispatches.decode}.`
		].join('\n');
	});
}
