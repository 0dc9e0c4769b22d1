// What a stranger's tools will say of the package: a server that imports it, the compiler of its types, publint,
// arethetypeswrong, and npm's own rehearsal.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from './package.mjs';
import { StepError, bin, capture, root, run } from './steps.mjs';

/** What Node finds under the package's names, which it knows inside the package's own folder. */
async function importInNode() {
	const names = async (entry) => {
		const code = `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`;
		const {
			code: failed,
			stdout,
			stderr
		} = await capture(process.execPath, ['--input-type=module', '--eval', code], { cwd: root });
		if (failed) throw new StepError(`a server cannot import '${entry}': ${stderr}`);
		return JSON.parse(stdout);
	};
	for (const entry of ['roundoff', 'roundoff/single/kmeans-image'])
		if (String(await names(entry)) !== 'elements')
			throw new StepError(`'${entry}' gives a server no elements`);
	const types = readFileSync(join(root, 'dist/types/engine.d.ts'), 'utf8');
	const declared = [...types.matchAll(/declare function (\w+)/g)].map(([, name]) => name);
	const exported = await names('roundoff/engine');
	if (String(declared.sort()) !== String(exported.sort()))
		throw new StepError(`roundoff/engine exports ${exported}, and its types declare ${declared}`);
}

/** With every file of them, as a program sees them that leaves nothing unchecked. */
const checkTypes = () =>
	run(bin('tsc'), [
		...['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'],
		...['--module', 'nodenext', '--moduleResolution', 'nodenext', '--types', 'react'],
		...['roundoff', 'engine', 'react'].map((name) => `dist/types/${name}.d.ts`)
	]);

/** Of the built elements; the widgets in one file each, which `npm pack` adds, change nothing about it. */
export async function checkPackage() {
	await buildPackage();
	await importInNode();
	await checkTypes();
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
