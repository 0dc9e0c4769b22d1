// npm run evaluate: the networks' pictures with their weights held in many ways → assets/models/quantized.json, the tables
// in assets/models/README.md, and a page of 64 faces for each number of bits.
// usage: npm run evaluate [-- --data build/train/data] [--samples 2000] [--fresh] [--built]
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn } from 'node:child_process';
import { build, buildFolder, configure } from './lib/cmake.mjs';
import { layerSettings, methodSettings, sheets } from './lib/evaluation-settings.mjs';
import { tables } from './lib/evaluation-tables.mjs';
import { readIfThere, writeFile } from './lib/files.mjs';
import { StepError, flag, main, option, root, run, step } from './lib/steps.mjs';

const models = join(root, 'assets/models');
const data = resolve(root, option('data') ?? 'build/train/data');
const samples = Number(option('samples') ?? 2000);
const cli = join(buildFolder('native'), 'roundoff');
/** What is measured already, line by line: an evaluation that was cut off goes on. */
const kept = join(root, 'build/evaluate.jsonl');

const marks = ['<!-- evaluate -->', '<!-- /evaluate -->'];

/** A setting without what was measured. */
const question = ({ network, weights, layers, samples: count }) =>
	JSON.stringify({ network, weights, layers, samples: count });

function measuredBefore() {
	const lines = flag('fresh') ? [] : (readIfThere(kept) ?? '').split('\n').filter(Boolean);
	return new Map(lines.map((line) => JSON.parse(line)).map((result) => [question(result), result]));
}

/** Runs the settings that have no answer yet, and notes each as it comes. */
async function measure(settings) {
	const known = measuredBefore();
	const open = settings.filter((setting) => !known.has(question(setting)));
	const file = join(root, 'build/evaluate.json');
	writeFile(file, JSON.stringify(open));
	const child = spawn(cli, ['evaluate', file, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
	const ended = new Promise((done) => child.on('close', done));
	let count = 0;
	for await (const line of createInterface({ input: child.stdout })) {
		const result = JSON.parse(line);
		known.set(question(result), result);
		writeFile(kept, [...known.values()].map((one) => `${JSON.stringify(one)}\n`).join(''));
		console.log(`${++count} of ${open.length}  ${question(result)}`);
	}
	if ((await ended) !== 0)
		throw new StepError('the evaluation ended early; npm run evaluate goes on from there');
	return settings.map((setting) => known.get(question(setting)));
}

async function drawSheets() {
	for (const { name, network, weights } of sheets) {
		const options = Object.entries(weights).flatMap(([key, value]) => [
			`--${key.replace('_', '-')}`,
			String(value)
		]);
		await run(cli, [
			'sample',
			...['--network', network, '--count', '64', '--steps', '8', '--scale', '2'],
			...options,
			...['--out', join(models, `${name}.png`)]
		]);
	}
}

await main(async () => {
	if (!existsSync(join(data, 'held_out.rgb')))
		throw new StepError(`${data} has no held-out pictures: npm run train -- --only data makes them`);
	if (!flag('built')) {
		await step('Building the command line tool', async () => {
			await configure('native');
			await build('native', ['roundoff_cli']);
		});
	}
	const settings = [...methodSettings(samples), ...(await layerSettings(models, samples))];
	const results = await step('Measuring', () => measure(settings));
	const rounded = JSON.stringify(results, (_, value) =>
		typeof value === 'number' ? Number(value.toPrecision(6)) : value
	);
	writeFile(join(models, 'quantized.json'), `${rounded.replaceAll('{"network"', '\n{"network"')}\n`);
	await step('Drawing', drawSheets);
	const card = readFileSync(join(models, 'README.md'), 'utf8');
	const [before, rest] = card.split(marks[0]);
	const after = rest?.split(marks[1])[1] ?? '\n';
	writeFile(
		join(models, 'README.md'),
		`${before.trimEnd()}\n\n${marks[0]}\n\n${tables(results)}\n${marks[1]}${after}`
	);
});
