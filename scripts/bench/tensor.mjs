// Weights to integers and back: natively against memcpy, PyTorch and scikit-learn, and in WebAssembly against native;
// everyone on the same weights, on one thread.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFolder } from '../lib/cmake.mjs';
import { StepError, capture, root } from '../lib/steps.mjs';
import { duration, median, table, times } from './table.mjs';

export const parts = ['native', 'wasm', 'peers'];
export const builds = ['tensorSpeed'];

const side = 4096;
const smallSide = 512; // what a figure works on
const rounds = 3; // by turns, so that whatever else the machine does meets everyone
const longNames = ['kmeans', 'mse clip']; // once each
const shortNames = ['memcpy', 'range', 'quantize', 'dequantize', 'error', 'to ', 'cast', 'encode', 'decode'];
const sklearnSeconds = 60;

const program = join(buildFolder('native'), 'cpp/bench/tensor_speed');
const runners = {
	native: (args) => [program, args],
	// Node's V8 is Chromium's; its optimizing tier from the start, as after the first moments of a page.
	wasm: (args) => [
		process.execPath,
		[
			'--no-liftoff',
			// or Emscripten's loader would fetch() a path
			'--no-experimental-fetch',
			join(buildFolder('wasm'), 'cpp/bench/tensor_speed.cjs'),
			...args
		]
	],
	peers: (args) => ['/usr/bin/python3', [join(root, 'scripts/bench/peers_tensor.py'), ...args]]
};

/** What a program printed, one JSON object a line. */
async function ask(who, args) {
	const [command, all] = runners[who](args.map(String));
	const { code, stdout, stderr } = await capture(command, all);
	if (code !== 0)
		throw new StepError(`${who}, ${args.join(' ')}: exit code ${code}\n${stderr.slice(-2000)}`);
	return stdout
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
}

/** Name → what was measured, `seconds` being the median over rounds. */
function merged(measures) {
	const byName = new Map();
	for (const one of measures) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
	return new Map(
		[...byName].map(([name, all]) => [
			name,
			{ ...all[0], seconds: median(all.map(({ seconds }) => seconds)) }
		])
	);
}

async function measure(file) {
	const found = { native: [], wasm: [], torch: [], smallNative: [], smallWasm: [] };
	await ask('native', [side, '--dump', file, 'memcpy']);
	for (let round = 0; round < rounds; round++) {
		found.native.push(...(await ask('native', [side, ...shortNames])));
		found.torch.push(...(await ask('peers', ['torch', file, side])));
		found.wasm.push(...(await ask('wasm', [side, ...shortNames])));
		found.smallNative.push(...(await ask('native', [smallSide])));
		found.smallWasm.push(...(await ask('wasm', [smallSide])));
		console.log(`  round ${round + 1} of ${rounds}`);
	}
	found.native.push(...(await ask('native', [side, ...longNames])));
	found.wasm.push(...(await ask('wasm', [side, ...longNames])));
	const [sklearn] = await ask('peers', ['sklearn', file, 16, sklearnSeconds]);
	const [ours] = await ask('native', [sklearn.side, 'kmeans 16']);
	return {
		...Object.fromEntries(Object.entries(found).map(([who, all]) => [who, merged(all)])),
		sklearn,
		ours
	};
}

const share = (ratio) => `${ratio.toFixed(2)} ×`;

/** Rows of native time, share of memcpy's bytes a second, WebAssembly's speed, and a peer's time. */
function speedTable({ native, wasm, torch }) {
	const rate = ({ bytes, seconds }) => bytes / seconds;
	const memcpy = rate(native.get('memcpy'));
	const peer = (...names) => names.reduce((sum, name) => sum + torch.get(name).seconds, 0);
	const row = (what, name, theirs) => {
		const ours = native.get(name);
		return [
			what,
			duration(ours.seconds),
			share(rate(ours) / memcpy),
			share(ours.seconds / wasm.get(name).seconds),
			theirs === undefined ? '' : duration(theirs),
			theirs === undefined ? '' : times(theirs / ours.seconds)
		];
	};
	const rows = [
		row('memcpy', 'memcpy'),
		row('range (min, max)', 'range', peer('range')),
		row('to int8, range known', 'quantize int8', peer('quantize int8')),
		row('range and int8, per tensor', 'quantize tensor', peer('range', 'quantize int8')),
		row('… per channel, first axis', 'quantize rows', peer('range rows', 'quantize rows')),
		row('… per channel, last axis', 'quantize columns', peer('range columns', 'quantize columns')),
		row('… per channel, middle axis, 3 × 3 within', 'quantize middle axis, runs of 9'),
		row('… groups of 128', 'quantize groups of 128'),
		row('… groups of 32', 'quantize groups of 32'),
		row('from int8, per tensor', 'dequantize int8', peer('dequantize int8')),
		row('from int8, per channel, last axis', 'dequantize columns'),
		row('from packed int4', 'dequantize int4'),
		row('to bfloat16', 'to bfloat16', peer('to bfloat16')),
		row('to float16', 'to float16', peer('to float16')),
		row('cast to FP8 E4M3 and back', 'cast fp8_e4m3'),
		row('cast to FP4 and back', 'cast fp4'),
		...['q8_0', 'q4_0', 'nf4', 'mxfp4', 'mxfp8'].flatMap((name) => [
			row(`to ${name}`, `encode ${name}`),
			row(`from ${name}`, `decode ${name}`)
		]),
		row('errors (MAE … cosine)', 'error tensor'),
		row('int4 with the MSE-optimal clip', 'mse clip symmetric')
	];
	return table(
		['', 'native', "of memcpy's bytes/s", 'WebAssembly, speed of native', 'PyTorch', 'of ours'],
		rows
	);
}

function codebookTable({ native, wasm, sklearn, ours }) {
	const row = (what, name) => {
		const [a, b] = [native.get(name), wasm.get(name)];
		return [what, duration(a.seconds), share(a.seconds / b.seconds), a.inertia.toPrecision(6), '', ''];
	};
	const values = `${sklearn.side} × ${sklearn.side} weights`;
	return table(
		['', 'native', 'WebAssembly, speed of native', 'inertia', 'scikit-learn’s', 'its time of ours'],
		[
			row('k = 16, one table', 'kmeans 16'),
			row('k = 256, one table', 'kmeans 256'),
			row('k = 16, per channel, first axis', 'kmeans 16 rows'),
			row('k = 16, per channel, last axis', 'kmeans 16 columns'),
			row('k = 16, groups of 128', 'kmeans 16 groups of 128'),
			row('k = 4, groups of 32', 'kmeans 4 groups of 32'),
			[
				`k = 16, one table, ${values}`,
				duration(ours.seconds),
				'',
				ours.inertia.toPrecision(6),
				sklearn.inertia.toPrecision(6),
				times(sklearn.seconds / ours.seconds)
			],
			[`scikit-learn KMeans(n_init=1), ${values}`, duration(sklearn.seconds), '', '', '', '']
		]
	);
}

/** One answer of a figure: integers, what they stand for, and how far off that is. */
function frameTable({ smallNative, smallWasm }) {
	const row = (what, ...names) => {
		const [a, b] = [smallNative, smallWasm].map((all) =>
			names.reduce((sum, name) => sum + all.get(name).seconds, 0)
		);
		return [what, duration(a), duration(b)];
	};
	const slices = (name) => [`quantize ${name}`, `dequantize ${name}`, `error ${name}`];
	const block = (name) => [`encode ${name}`, `decode ${name}`, 'error tensor'];
	return table(
		['', 'native', 'WebAssembly'],
		[
			row('int8 per tensor', ...slices('tensor')),
			row('int8 per channel, first axis', ...slices('rows')),
			row('int8 per channel, last axis', ...slices('columns')),
			row('int8 groups of 128', ...slices('groups of 128')),
			row('int4 with the MSE-optimal clip', 'mse clip symmetric', 'dequantize tensor', 'error tensor'),
			row('FP8 E4M3', 'cast fp8_e4m3', 'error tensor'),
			...['q8_0', 'q4_0', 'nf4', 'mxfp4', 'mxfp8'].map((name) => row(name, ...block(name))),
			row('k-means, k = 16', 'kmeans 16', 'error tensor'),
			row('k-means, k = 16, per channel', 'kmeans 16 rows', 'error tensor'),
			row('k-means, k = 16, groups of 128', 'kmeans 16 groups of 128', 'error tensor')
		]
	);
}

export async function bench() {
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	try {
		const found = await measure(join(folder, 'weights.f32'));
		return [
			`${side} × ${side} roughly normal float32 weights, one thread for everyone, medians. Bytes are those that must`,
			'be read and written. PyTorch’s times for “range and int8” are those of its min and max (amin and amax per',
			'channel) and of its quantize_per_tensor or quantize_per_channel. WebAssembly is the same source, run by Node.',
			'',
			speedTable(found),
			'',
			'k-means of weights in one dimension; inertia is the sum of squared distances:',
			'',
			codebookTable(found),
			'',
			`What a figure waits for when a slider moves, on ${smallSide} × ${smallSide} weights: integers, what they stand`,
			'for, and all error measures:',
			'',
			frameTable(found)
		].join('\n');
	} finally {
		rmSync(folder, { recursive: true });
	}
}
