// The same k-means in Chromium's WebAssembly and natively, one thread each, on this machine.
import { join } from 'node:path';
import { buildFolder } from '../lib/cmake.mjs';
import { StepError, capture, root } from '../lib/steps.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { duration, median, table } from './table.mjs';

export const parts = ['native', 'wasm', 'browser'];
export const builds = ['native', 'wasm'];

const ks = [4, 16, 64, 256];
const runs = 15;
const warmups = 5; // until V8's optimizing tier has compiled what runs

async function native(k) {
	const args = ['image', 'assets/dog.jpg', '-k', String(k), '--json'];
	const { code, stdout, stderr } = await capture(join(buildFolder('native'), 'roundoff'), args);
	if (code !== 0) throw new StepError(`roundoff ${args.join(' ')}: ${stderr}`);
	const { seconds, mse } = JSON.parse(stdout);
	return { seconds: seconds.cluster + seconds.assign, mse };
}

/** Runs in the page: asks the worker for one run and waits for the answer. */
const askWorker = (k) =>
	new Promise((resolve, reject) => {
		globalThis.worker.onmessage = ({ data }) => resolve(data);
		globalThis.worker.onerror = ({ message }) => reject(new Error(message));
		globalThis.worker.postMessage(k);
	});

const startWorker = () =>
	new Promise((resolve, reject) => {
		globalThis.worker = new Worker('/scripts/bench/wasm_worker.mjs', { type: 'module' });
		globalThis.worker.onmessage = resolve;
		globalThis.worker.onerror = ({ message }) => reject(new Error(message || 'the worker did not start'));
	});

async function withCore(work) {
	// an isolated page has a clock of 5 µs rather than 100
	const headers = {
		'Cross-Origin-Opener-Policy': 'same-origin',
		'Cross-Origin-Embedder-Policy': 'require-corp'
	};
	const server = await serve(root, 0, { headers });
	try {
		return await withBrowser(async (browser) => {
			const page = await browser.newPage();
			await page.goto(`${server.url}scripts/bench/wasm.html`);
			await page.evaluate(startWorker);
			return await work((k) => page.evaluate(askWorker, k));
		});
	} finally {
		await server.close();
	}
}

export async function bench() {
	const rows = await withCore(async (wasm) => {
		const rows = [];
		for (const k of ks) {
			for (let i = 0; i < warmups; i++) await wasm(k);
			const [here, there] = [[], []];
			// by turns, so that whatever else the machine does meets both
			for (let i = 0; i < runs; i++) {
				const [a, b] = [await native(k), await wasm(k)];
				if (a.mse !== b.mse)
					throw new StepError(`k = ${k}: MSE is ${a.mse} natively, ${b.mse} in WASM`);
				here.push(a.seconds);
				there.push(b.seconds);
			}
			const [a, b] = [median(here), median(there)];
			rows.push([`k = ${k}`, duration(a), duration(b), `${(a / b).toFixed(2)} ×`]);
		}
		return rows;
	});
	return [
		'`assets/dog.jpg`, from the colour histogram to a palette index for every pixel, one thread each, medians of',
		`${runs} runs; the error is the same to the last bit.`,
		'',
		table(['', 'native', 'WebAssembly', 'speed of native'], rows)
	].join('\n');
}
