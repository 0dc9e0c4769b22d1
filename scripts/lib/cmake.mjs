// The CMake presets: configure when something that only configuring reads has changed, build, run ctest.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { hashOf, readIfThere, writeFile } from './files.mjs';
import { StepError, root, run } from './steps.mjs';

const jobs = String(availableParallelism());

export const buildFolder = (preset) => join(root, 'build', preset);

/** Ninja sees changed CMakeLists by itself, but neither presets, nor the toolchain, nor another Emscripten. */
export async function configure(preset) {
	const folder = buildFolder(preset);
	const stamp = join(folder, 'configured.stamp');
	const lodepng = process.env.ROUNDOFF_LODEPNG_DIR;
	const want = [
		hashOf(['CMakePresets.json', 'cpp/wasm']),
		root,
		process.env.EMSDK ?? '',
		lodepng ?? ''
	].join('\n');
	if (existsSync(join(folder, 'build.ninja')) && readIfThere(stamp) === want) return;
	const extra = preset === 'wasm' && lodepng ? [`-DROUNDOFF_LODEPNG_DIR=${lodepng}`] : [];
	await run('cmake', ['--preset', preset, '--fresh', ...extra]);
	writeFile(stamp, want);
}

export async function build(preset, targets = []) {
	await configure(preset);
	const targetArgs = targets.length ? ['--target', ...targets] : [];
	await run('cmake', ['--build', '--preset', preset, '--parallel', jobs, ...targetArgs]);
}

/** Runs ctest and returns { passed, failed }; the failing tests' output is shown. */
export async function ctest(preset) {
	const report = join(buildFolder(preset), 'ctest.xml');
	const args = [
		'--test-dir',
		buildFolder(preset),
		'--output-on-failure',
		'--no-tests=error',
		'--parallel',
		jobs
	];
	rmSync(report, { force: true });
	let failure;
	await run('ctest', [...args, '--output-junit', report]).catch((error) => (failure = error));
	const suite = /<testsuite\s[^>]*>/.exec(readIfThere(report) ?? '')?.[0];
	if (!suite) throw failure ?? new StepError(`ctest wrote no report to ${report}`);
	const count = (name) => Number(new RegExp(`${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
	const failed = count('failures');
	return { passed: count('tests') - failed - count('disabled') - count('skipped'), failed };
}

export const compileCommands = () =>
	JSON.parse(readFileSync(join(buildFolder('native'), 'compile_commands.json'), 'utf8'));
