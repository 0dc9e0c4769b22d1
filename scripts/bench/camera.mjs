// A camera's frames in the page's worker, in Chromium: the time for each, and what npm's quantizers take for the same.
import { join } from 'node:path';
import { root, StepError } from '../lib/steps.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { dragWithCamera } from './camera_drag.mjs';
import { duration, table, times } from './table.mjs';

export const parts = ['wasm', 'browser'];
export const builds = ['wasm', 'site'];

const frames = 150;
const warmups = 40; // until V8's optimizing tier has compiled what runs
const peerFrames = 2;

const runs = [
	{ width: 640, height: 480, k: 16, mode: 'follow' },
	{ width: 640, height: 480, k: 64, mode: 'follow' },
	{ width: 640, height: 480, k: 16, mode: 'new' },
	{ width: 1280, height: 720, k: 16, mode: 'follow' }
];

/** Frames whose pixels the core assigns, or the GPU: as many as a software adapter has patience for. */
const fullHd = { width: 1920, height: 1080, k: 16, mode: 'follow', frames: 30, warmups: 10 };

const ms = (value) => `${value.toFixed(1)} ms`;
const head = ['frame', 'p95', 'copy in', 'cluster', 'assign', 'paint', 'frames/s'];
const rowOf = (name, { median, p95, stages: { copy, cluster, assign, paint } }) => [
	name,
	ms(median),
	ms(p95),
	...[copy, cluster, assign, paint].map(ms),
	Math.floor(1000 / p95)
];

/** The worker with the page's own pipeline and its peers in it, as one file. */
async function bundle() {
	// imported late, because setup may just have installed it
	const { build } = await import('vite');
	await build({
		configFile: false,
		root,
		publicDir: false,
		logLevel: 'error',
		build: {
			outDir: join(root, 'build/bench'),
			emptyOutDir: false,
			lib: {
				entry: join(root, 'scripts/bench/camera_worker.mjs'),
				formats: ['es'],
				fileName: 'camera_worker'
			}
		}
	});
}

/** Runs in the page. */
const startWorker = () =>
	new Promise((resolve, reject) => {
		const canvas = document.body.appendChild(document.createElement('canvas'));
		const offscreen = canvas.transferControlToOffscreen();
		globalThis.worker = new Worker('/build/bench/camera_worker.js', { type: 'module' });
		globalThis.worker.onmessage = ({ data }) => resolve(data);
		globalThis.worker.onerror = ({ message }) => reject(new Error(message || 'the worker did not start'));
		globalThis.worker.postMessage({ canvas: offscreen }, [offscreen]);
	});

/** Runs in the page. */
const askWorker = (task) =>
	new Promise((resolve, reject) => {
		globalThis.worker.onmessage = ({ data }) =>
			data.error ? reject(new Error(data.error)) : resolve(data);
		globalThis.worker.postMessage(task);
	});

async function onGpu(ask) {
	const core = await ask(fullHd);
	const gpu = await ask({ ...fullHd, gpu: true });
	const { by, adapter, reason } = gpu.assigned;
	const told =
		by === 'gpu'
			? `the WGSL kernel on “${adapter}” assigns in ${times(gpu.stages.assign / core.stages.assign)} the core’s time:`
			: `no GPU is here to assign them in the core’s place (${reason}):`;
	return [
		`Frames of 1920 × 1080, k = 16, follow, ${fullHd.frames} of them; ${told}`,
		'',
		table(
			['assigned by', ...head],
			[rowOf('the core', core), ...(by === 'gpu' ? [rowOf('the GPU', gpu)] : [])]
		)
	];
}

export async function bench() {
	await bundle();
	const drag = await dragWithCamera();
	// an isolated page has a clock of 5 µs rather than 100
	const headers = {
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Embedder-Policy': 'require-corp'
	};
	const server = await serve(root, 0, { headers });
	try {
		return await withBrowser(
			async (browser) => {
				const page = await browser.newPage();
				await page.goto(`${server.url}scripts/bench/wasm.html`);
				const started = await page.evaluate(startWorker);
				if (started.error) throw new StepError(started.error);
				const ask = (task) => page.evaluate(askWorker, task);

				const rows = [];
				const measured = [];
				for (const run of runs) {
					const result = await ask({ ...run, frames, warmups });
					measured.push(result);
					rows.push(rowOf(`${run.width} × ${run.height}, k = ${run.k}, ${run.mode}`, result));
				}
				const large = await onGpu(ask);

				const [first] = runs;
				const [ours] = measured;
				const peerRows = [['**Roundoff**', duration(ours.median / 1000), '1 ×', ours.mse.toFixed(1)]];
				for (const who of started.peers) {
					const { median, mse } = await ask({ ...first, who, frames: peerFrames });
					peerRows.push([
						who,
						duration(median / 1000),
						times(median / ours.median),
						mse.toFixed(1)
					]);
				}
				return [
					'A frame in the worker of the page (Chromium, headless): I420 frames of the built-in scene under a noise of three',
					`levels, panning, ${frames} of them; copied in and converted, clustered, assigned, painted on a canvas. Medians;`,
					'frames per second are those that the 95th percentile would allow.',
					'',
					table(['', ...head], rows),
					'',
					...large,
					'',
					`The same frames (${first.width} × ${first.height}, k = ${first.k}) by packages from npm in the same worker: ml-kmeans and`,
					`skmeans from k-means++ with at most ${started.peerIterations} iterations, image-q by Wu's method; medians of ${peerFrames}.`,
					'MSE is against the noisy frame: what follows a scene does not fit its noise.',
					'',
					table(['', 'frame', 'of ours', 'MSE'], peerRows),
					'',
					'The page meanwhile: k dragged from 2 to 64 in 4 s while a camera of 30 frames/s runs (640 × 480), from the input event',
					'to the painted frame that follows it:',
					'',
					table(
						['input events', 'median', 'p95', 'longest', 'camera frames/s'],
						[
							[
								drag.inputs,
								ms(drag.median),
								ms(drag.p95),
								ms(drag.longest),
								Math.round(drag.framesPerSecond)
							]
						]
					)
				].join('\n');
			},
			['--enable-unsafe-webgpu']
		);
	} finally {
		await server.close();
	}
}
