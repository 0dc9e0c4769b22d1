// What a stranger's tools will say of the package: publint, arethetypeswrong, and npm's own rehearsal.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from './package.mjs';
import { StepError, bin, capture, root, run } from './steps.mjs';

/** Of the built elements; the widgets in one file each, which `npm pack` adds, change nothing about it. */
export async function checkPackage() {
	await buildPackage();
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-package-'));
	try {
		const packed = await capture(
			'npm',
			['pack', '--ignore-scripts', '--json', '--pack-destination', folder],
			{ cwd: root }
		);
		if (packed.code !== 0) throw new StepError(packed.stderr);
		const [{ filename }] = JSON.parse(packed.stdout);
		const tarball = join(folder, filename);
		await run(bin('publint'), [tarball, '--strict']);
		// Sources of Svelte components, a folder of scripts and a list in JSON have no other ways to be imported.
		await run(bin('attw'), [
			tarball,
			'--profile',
			'esm-only',
			'--exclude-entrypoints',
			'./svelte',
			'./single/*',
			'./custom-elements.json',
			'--format',
			'ascii'
		]);
		const rehearsal = await capture('npm', ['publish', '--dry-run', '--ignore-scripts', tarball], {
			cwd: root
		});
		const complaints = rehearsal.stderr
			.split('\n')
			.filter(
				(line) =>
					/^npm (warn|error)/i.test(line) &&
					!/Unknown (user|env|project) config|requires you to be logged in/.test(line)
			);
		if (rehearsal.code !== 0 || complaints.length)
			throw new StepError(complaints.join('\n') || rehearsal.stderr);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
