// The libFuzzer programs of the sanitize build. What a run finds interesting stays in build/sanitize/fuzz/NAME/corpus, where
// the next one starts; an input that breaks something is kept beside it.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from './cmake.mjs';
import { StepError, capture, run } from './steps.mjs';

/** Fuzzes every target for `seconds`, quietly unless it fails or `verbose` is set. Returns the number of targets. */
export async function fuzz(seconds, { verbose = false } = {}) {
	const folder = join(buildFolder('sanitize'), 'cpp/tests/fuzz');
	const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => /^\w+_fuzz$/.test(name));
	if (!names.length) throw new StepError(`No fuzz targets in ${folder}`);
	for (const name of names) {
		const work = join(buildFolder('sanitize'), 'fuzz', name);
		const corpus = join(work, 'corpus');
		mkdirSync(corpus, { recursive: true });
		const limits = [`-max_total_time=${seconds}`, '-timeout=20', '-rss_limit_mb=2048'];
		const args = [...limits, '-print_final_stats=1', `-artifact_prefix=${work}/`, corpus];
		console.log(`${name}: ${seconds} s`);
		if (verbose) {
			await run(join(folder, name), args);
			continue;
		}
		const { code, stderr } = await capture(join(folder, name), args);
		if (code !== 0) {
			console.log(stderr);
			throw new StepError(`${name} found an input that fails: see ${work}`);
		}
		console.log(
			`${name}: ${/number_of_executed_units: *(\d+)/.exec(stderr)?.[1] ?? '?'} inputs, none fails`
		);
	}
	return names.length;
}
