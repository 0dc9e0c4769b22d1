// clang-tidy over the library and the CLI. A file is looked at again only when it, a header of ours that it includes,
// its compile command or .clang-tidy has changed since it last passed: a run costs seconds, the cache nothing.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { compileCommands } from './cmake.mjs';
import { commandPath, readIfThere, writeFile } from './files.mjs';
import { StepError, capture, root } from './steps.mjs';

// Highway's kernels are the same source once for each instruction set: one of them is enough.
const extra = '--extra-arg=-DHWY_COMPILE_ONLY_STATIC';
// the library is compiled folder by folder, from files of CMake's that include ours
const checks = '--checks=-bugprone-suspicious-include';
const linted = ['cpp/roundoff/', 'cpp/cli/', 'build/native/cpp/roundoff/'];
const cacheFile = join(root, 'build/clang-tidy.json');
const folder = join(root, 'build/clang-tidy');

/** GCC's precompiled headers are none to clang-tidy. */
function withoutPrecompiled(entry) {
	return { ...entry, command: entry.command.replace(/ -Winvalid-pch| -include \S+cmake_pch\.hxx/g, '') };
}

export const clangTool = (name) => commandPath(`${name}-14`) ?? name;

/** `file` and every header of ours that it includes, directly or through others. */
function withHeaders(file, seen = new Set()) {
	if (seen.has(file)) return seen;
	seen.add(file);
	for (const [, name] of readFileSync(file, 'utf8').matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
		const header = [resolve(dirname(file), name), join(root, 'cpp', name)].find((path) =>
			existsSync(path)
		);
		if (header) withHeaders(header, seen);
	}
	return seen;
}

function fingerprint({ file, command }, base) {
	const hash = createHash('sha256').update(base).update(command);
	for (const path of withHeaders(file)) hash.update(path).update(readFileSync(path));
	return hash.digest('hex');
}

/** Rejects with StepError after printing what clang-tidy says. Needs the native preset to be configured. */
export async function clangTidy() {
	const tool = clangTool('clang-tidy');
	const base =
		extra +
		checks +
		(await capture(tool, ['--version'])).stdout +
		readFileSync(join(root, '.clang-tidy'), 'utf8');
	const passed = JSON.parse(readIfThere(cacheFile) ?? '{}');
	const fingerprints = {};
	const stale = [];
	const commands = compileCommands().map(withoutPrecompiled);
	writeFile(join(folder, 'compile_commands.json'), JSON.stringify(commands));
	for (const entry of commands) {
		const file = resolve(entry.directory, entry.file);
		const name = relative(root, file);
		if (!existsSync(file) || !linted.some((folder) => name.startsWith(folder))) continue;
		fingerprints[name] = fingerprint({ file, command: entry.command }, base);
		if (passed[name] !== fingerprints[name]) stale.push(name);
	}

	let failed = 0;
	const queue = [...stale];
	const worker = async () => {
		for (let name = queue.shift(); name; name = queue.shift()) {
			const { code, stdout, stderr } = await capture(tool, [
				'--quiet',
				extra,
				checks,
				'-p',
				folder,
				name
			]);
			if (code === 0) continue;
			failed++;
			delete fingerprints[name];
			console.log(stdout || stderr);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, worker));
	writeFile(cacheFile, JSON.stringify(fingerprints, null, '\t'));
	console.log(`${Object.keys(fingerprints).length + failed} files, ${stale.length} looked at anew`);
	if (failed) throw new StepError(`clang-tidy: ${failed} file${failed === 1 ? '' : 's'} with findings`);
}
