// Installs what is missing, and only that: Debian packages, lodepng's source for WASM, npm packages.
// usage: node scripts/setup.mjs [wasm native sanitize lint browser gpu train peers] [--dry-run]
import { join } from 'node:path';
import { commandPath, readIfThere } from './lib/files.mjs';
import { fetchLodepng, hasLodepng, lodepngAdvice } from './lib/lodepng.mjs';
import { requirements } from './lib/requirements.mjs';
import { capture, flag, isMain, main, root, run, seconds, step, StepError } from './lib/steps.mjs';

/** The requirements of these parts that this system does not meet, each once. */
function missingFrom(parts) {
	const missing = new Map();
	for (const requirement of parts.flatMap((part) => requirements[part])) {
		if (!requirement.present()) missing.set(requirement.aptPackage, requirement);
	}
	return [...missing.values()];
}

/** npm's own record of what it installed is compared with the lock file, so nothing is reinstalled for a new stamp. */
function npmUpToDate() {
	const installed = readIfThere(join(root, 'node_modules/.package-lock.json'));
	if (!installed) return false;
	const locked = JSON.parse(readIfThere(join(root, 'package-lock.json'))).packages;
	const present = JSON.parse(installed).packages;
	return Object.entries(locked).every(
		([path, { version, integrity, optional }]) =>
			path === '' ||
			(path in present
				? present[path].version === version && present[path].integrity === integrity
				: optional)
	);
}

/** How this process may run apt-get: [] as root, a sudo prefix, or undefined. */
async function privileges() {
	if (process.getuid() === 0) return [];
	if (!commandPath('sudo')) return undefined;
	if ((await capture('sudo', ['-n', 'true'])).code === 0) return ['sudo', '-n'];
	return process.stdin.isTTY ? ['sudo'] : undefined;
}

const isDebian = () => /^ID=debian$/m.test(readIfThere('/etc/os-release') ?? '') && commandPath('apt-get');

async function installPackages(missing) {
	const packages = missing.map(({ aptPackage }) => aptPackage);
	const prefix = isDebian() ? await privileges() : undefined;
	if (!prefix) {
		const why = isDebian()
			? 'Installing packages needs root or sudo'
			: 'Only on Debian 12 can packages be installed here';
		throw new StepError(
			[
				`${why}. Install these, then run the same command again:`,
				...missing.map(({ what, aptPackage }) => `  ${what.padEnd(36)} (Debian: ${aptPackage})`),
				`On Debian:  apt-get install ${packages.join(' ')}`
			].join('\n')
		);
	}
	const apt = (...args) => {
		const [command, ...rest] = [
			...prefix,
			'env',
			'DEBIAN_FRONTEND=noninteractive',
			'apt-get',
			'-q',
			...args
		];
		return run(command, rest);
	};
	const install = ['install', '-y', '--no-install-recommends', ...packages];
	// Lists that were never fetched, or that name versions the mirror no longer has, make the first try fail.
	const known = await capture('apt-cache', ['show', '--no-all-versions', ...packages]);
	if (known.code !== 0) await step('apt-get update', () => apt('update'));
	try {
		await apt(...install);
	} catch (error) {
		if (known.code !== 0) throw error;
		await step('apt-get update', () => apt('update'));
		await apt(...install);
	}
}

/** Makes the given parts' requirements true; says nothing but one line when they are. */
export async function setup(parts, { npm = true, dryRun = false } = {}) {
	const start = performance.now();
	if (Number(process.versions.node.split('.')[0]) < 20) {
		throw new StepError(`Node ≥ 20 is needed; this is ${process.version} (https://nodejs.org)`);
	}
	const missing = missingFrom(parts);
	const needsLodepng = parts.includes('wasm') && !hasLodepng();
	const needsNpm = npm && !npmUpToDate();
	const names = missing.map(({ aptPackage }) => aptPackage).join(' ');
	if (dryRun) {
		console.log(missing.length ? `apt-get install ${names}` : 'packages: nothing missing');
		console.log(needsLodepng ? `lodepng: ${lodepngAdvice}` : 'lodepng: nothing missing');
		console.log(needsNpm ? 'npm ci' : 'npm: nothing missing');
		return;
	}
	if (missing.length) {
		await step(`Installing ${names}`, () => installPackages(missing));
		const still = missingFrom(parts);
		if (still.length) {
			throw new StepError(
				`Installed, but still not found: ${still.map(({ what }) => what).join(', ')}`
			);
		}
	}
	if (needsLodepng) await step("Fetching lodepng's source", fetchLodepng);
	if (needsNpm) await step('npm ci', () => run('npm', ['ci', '--no-audit', '--no-fund']));
	if (!missing.length && !needsLodepng && !needsNpm) {
		console.log(`✓ Nothing to install  ${seconds(performance.now() - start)}`);
	}
}

if (isMain(import.meta.url)) {
	const known = Object.keys(requirements);
	const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
	await main(async () => {
		const unknown = asked.find((part) => !known.includes(part));
		if (unknown) throw new StepError(`setup: '${unknown}' is none of ${known.join(', ')}`);
		await setup(asked.length ? asked : known, { dryRun: flag('dry-run') });
	});
}
