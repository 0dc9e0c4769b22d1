// npm run dev: Vite's server with hot reload; a change under cpp/ rebuilds the WASM core, which reloads the page.
// usage: npm run dev -- [vite's options]
import { watch } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/cmake.mjs';
import { writeManifest } from './lib/embed.mjs';
import { buildWasm } from './lib/site.mjs';
import { StepError, bin, main, root, start, step } from './lib/steps.mjs';
import { setup } from './setup.mjs';

/** Calls `rebuild` some time after the last of a burst of changes, never twice at once. */
function onChange(folder, rebuild) {
	let timer;
	let running = false;
	let again = false;
	const go = async () => {
		if (running) {
			again = true;
			return;
		}
		running = true;
		await rebuild();
		running = false;
		if (again) {
			again = false;
			await go();
		}
	};
	watch(folder, { recursive: true }, () => {
		clearTimeout(timer);
		timer = setTimeout(go, 150);
	});
}

await main(async () => {
	await setup(['wasm']);
	await buildWasm();
	await writeManifest();
	const vite = start(bin('vite'), ['dev', ...process.argv.slice(2)]);
	vite.once('error', (error) => console.error(`vite: ${error.message}`));
	vite.once('close', (code) => process.exit(code ?? 1));
	onChange(join(root, 'cpp'), () =>
		// A compiler's error is for the reader of this terminal; the last good core stays in use.
		step('WASM core', () => build('wasm')).catch((error) => {
			if (!(error instanceof StepError)) throw error;
		})
	);
});
