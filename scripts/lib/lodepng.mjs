// lodepng's source, which the WASM core compiles: Debian ships the library for native builds only, so its source
// package is fetched through apt into folders of ours; the system's own sources and lists stay as they are.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPath, readIfThere } from './files.mjs';
import { StepError, capture, root, run } from './steps.mjs';

const files = ['lodepng.h', 'lodepng.cpp'];
const folder = process.env.ROUNDOFF_LODEPNG_DIR ?? join(root, 'build/deps/lodepng');

export const hasLodepng = () => files.every((file) => existsSync(join(folder, file)));

export const lodepngAdvice = `put lodepng.h and lodepng.cpp (https://github.com/lvandeve/lodepng) into ${folder}, or set ROUNDOFF_LODEPNG_DIR to a folder that has them`;

/** The `deb-src` line that matches where this system's own packages come from. */
async function sourceLine() {
	const codename = /^VERSION_CODENAME=(\w+)/m.exec(readIfThere('/etc/os-release') ?? '')?.[1];
	const format = '$(CREATED_BY)|$(ORIGIN)|$(COMPONENT)|$(CODENAME)|$(REPO_URI)';
	const { stdout } = await capture('apt-get', ['indextargets', '--format', format]);
	const targets = stdout.split('\n').map((line) => line.split('|'));
	const own = targets.find(
		([createdBy, origin, component, suite]) =>
			createdBy === 'Packages' && origin === 'Debian' && component === 'main' && suite === codename
	);
	// A system whose package lists were cleared away (as container images do) has no targets to read.
	const mirror = own?.[4] ?? 'http://deb.debian.org/debian/';
	return `deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${codename} main\n`;
}

/** Fetches and unpacks the source. apt checks the signature down to the .dsc; the archive is checked against the .dsc. */
export async function fetchLodepng() {
	if (process.env.ROUNDOFF_LODEPNG_DIR || !commandPath('apt-get')) {
		throw new StepError(`lodepng's source is missing: ${lodepngAdvice}`);
	}
	const work = join(root, 'build/deps/lodepng-apt');
	rmSync(work, { recursive: true, force: true });
	for (const path of ['lists/partial', 'cache/archives/partial'])
		mkdirSync(join(work, path), { recursive: true });
	writeFileSync(join(work, 'sources.list'), await sourceLine());
	const options = [
		['Dir::Etc::SourceList', join(work, 'sources.list')],
		['Dir::Etc::SourceParts', '/dev/null'],
		['Dir::State::Lists', join(work, 'lists')],
		['Dir::Cache', join(work, 'cache')],
		// apt's download user may not enter a checkout in someone's home
		['APT::Sandbox::User', process.getuid() === 0 ? 'root' : ''],
		['Acquire::Languages', 'none']
	].flatMap(([key, value]) => (value ? ['-o', `${key}=${value}`] : []));
	await run('apt-get', ['-q', ...options, 'update'], { cwd: work });
	await run('apt-get', ['-q', ...options, 'source', '--download-only', 'lodepng'], { cwd: work });

	const named = (pattern) => {
		const name = readdirSync(work).find((file) => pattern.test(file));
		if (!name)
			throw new StepError(`Debian's lodepng source has no file like ${pattern}: ${lodepngAdvice}`);
		return name;
	};
	const archive = named(/\.orig\.tar\.\w+$/);
	const sums =
		/^Checksums-Sha256:\n((?: .*\n)+)/m.exec(readFileSync(join(work, named(/\.dsc$/)), 'utf8'))?.[1] ??
		'';
	const expected = sums
		.split('\n')
		.find((line) => line.endsWith(` ${archive}`))
		?.trim()
		.split(' ')[0];
	const actual = createHash('sha256')
		.update(readFileSync(join(work, archive)))
		.digest('hex');
	if (actual !== expected)
		throw new StepError(`${archive}: SHA-256 is ${actual}, its .dsc says ${expected}`);

	mkdirSync(folder, { recursive: true });
	const wanted = files.map((file) => `*/${file}`);
	await run('tar', ['-xf', archive, '-C', folder, '--strip-components=1', '--wildcards', ...wanted], {
		cwd: work
	});
	if (!hasLodepng())
		throw new StepError(`${archive} does not hold ${files.join(' and ')}: ${lodepngAdvice}`);
	rmSync(work, { recursive: true });
}
