// npm test: every check that a change must pass, in order of how soon it can fail.
// usage: npm test -- [--only lint,cpp,fuzz,train,ts,browser]
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, ctest } from './lib/cmake.mjs';
import { buildSingles } from './lib/embed.mjs';
import { readIfThere } from './lib/files.mjs';
import { fuzz } from './lib/fuzz.mjs';
import { checkPackage } from './lib/package_checks.mjs';
import { buildSite, buildWasm } from './lib/site.mjs';
import { StepError, bin, capture, main, option, root, run, seconds, step } from './lib/steps.mjs';
import { lint } from './lint.mjs';
import { setup } from './setup.mjs';

const fuzzSeconds = 10;

const totals = { passed: 0, failed: 0 };

/** Adds a run's counts to the totals; fails when it failed, or when the report shows failures. */
async function counted(report, tests, read) {
	rmSync(report, { force: true }); // an older run's counts must not stand in for this one's
	const failure = await tests().then(
		() => undefined,
		(error) => error
	);
	const text = readIfThere(report);
	const counts = text ? read(JSON.parse(text)) : { passed: 0, failed: 0 };
	totals.passed += counts.passed;
	totals.failed += counts.failed;
	if (failure) throw failure;
}

async function cppTests(preset) {
	const counts = await ctest(preset);
	totals.passed += counts.passed;
	totals.failed += counts.failed;
	if (counts.failed) throw new StepError(`${counts.failed} C++ tests failed (${preset})`);
}

async function vitest() {
	const report = join(root, 'build/vitest.json');
	const args = ['run', '--reporter=default', '--reporter=json', `--outputFile=${report}`];
	await counted(
		report,
		() => run(bin('vitest'), args),
		(json) => ({ passed: json.numPassedTests, failed: json.numFailedTests })
	);
}

async function playwright() {
	const report = join(root, 'build/playwright.json');
	const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
	await counted(
		report,
		() => run(bin('playwright'), ['test', '-c', 'web/tests', '--reporter=list,json'], { env }),
		({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected })
	);
}

/** The training scripts are tested where there is PyTorch; nothing else needs it. */
async function training() {
	const python = '/usr/bin/python3';
	if ((await capture(python, ['-c', 'import torch'])).code !== 0) {
		console.log('Training scripts: skipped, PyTorch is not installed (apt-get install python3-torch)');
		return;
	}
	await step('Training scripts', async () => {
		const { code, stderr } = await capture(python, ['scripts/train/test_training.py'], {
			cwd: root,
			env: { ...process.env, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' }
		});
		const ran = Number(/^Ran (\d+) tests/m.exec(stderr)?.[1] ?? 0);
		if (code !== 0 || ran === 0) throw new StepError(stderr);
		totals.passed += ran;
	});
}

/** Builds that several groups need are made once. */
const once = (work) => {
	let made;
	return () => (made ??= work());
};
const native = once(() => step('Native build', () => build('native')));
const sanitized = once(() => step('Sanitized build', () => build('sanitize')));
const wasm = once(buildWasm);
const site = once(buildSite);

const groups = {
	lint: {
		parts: ['lint'],
		run: () => lint()
	},
	cpp: {
		parts: ['native', 'sanitize'],
		async run() {
			await native();
			await step('C++ tests', () => cppTests('native'));
			await sanitized();
			await step('C++ tests, sanitized', () => cppTests('sanitize'));
		}
	},
	fuzz: {
		parts: ['sanitize'],
		async run() {
			await sanitized();
			await step('Fuzz targets, short run', async () => {
				totals.passed += await fuzz(fuzzSeconds);
			});
		}
	},
	train: {
		parts: [],
		run: training
	},
	ts: {
		parts: ['native', 'wasm', 'gpu'],
		async run() {
			// TypeScript and browser tests hold the page's numbers against the CLI's
			await native();
			await wasm();
			await step('The core’s parts, for tests', () => build('wasm', ['model_parts']));
			await step('TypeScript tests', vitest);
		}
	},
	browser: {
		parts: ['native', 'wasm', 'browser'],
		async run() {
			await native();
			await wasm();
			await site();
			await buildSingles(['kmeans-image', 'roundings', 'quantization-curves']);
			await step('Package', checkPackage);
			await step('Browser tests', playwright);
		}
	}
};

function chosenGroups() {
	const all = Object.keys(groups);
	const only = option('only');
	if (only === undefined) return all;
	const names = only.split(',');
	const unknown = names.find((name) => !all.includes(name));
	if (unknown !== undefined) throw new StepError(`--only: '${unknown}' is none of ${all.join(', ')}`);
	return all.filter((name) => names.includes(name));
}

await main(async () => {
	const started = performance.now();
	const chosen = chosenGroups();
	await setup([...new Set(chosen.flatMap((name) => groups[name].parts))]);
	const times = [];
	let failed;
	for (const name of chosen) {
		const start = performance.now();
		try {
			await groups[name].run();
		} catch (error) {
			if (!(error instanceof StepError)) throw error;
			failed = { name, message: error.message };
		}
		times.push(`${name} ${seconds(performance.now() - start)}`);
		if (failed) break;
	}
	console.log(`\n${times.join(' · ')} · in all ${seconds(performance.now() - started)}`);
	// a failing check that counts no tests of its own (a build, a lint) is one failure
	console.log(`${totals.passed} passed, ${totals.failed || (failed ? 1 : 0)} failed`);
	if (failed) throw new StepError(`Failed in ${failed.name}: ${failed.message}`);
});
