// npm run bench: measures what the README's tables say.
// usage: npm run bench -- [kmeans] [wasm] [tensor] [drag] [repaint] [camera] [gpu] [weight] [--write]   (all sections unless some are named)
import { cpus } from 'node:os';
import { build } from './lib/cmake.mjs';
import { buildSite, buildWasm } from './lib/site.mjs';
import { StepError, flag, main, step } from './lib/steps.mjs';
import { writeToReadme } from './bench/table.mjs';
import { setup } from './setup.mjs';

const names = ['kmeans', 'wasm', 'tensor', 'drag', 'repaint', 'camera', 'gpu', 'weight'];

/** What a section may ask to be built; in this order, each once. */
const builders = {
	native: () => step('Native build', () => build('native', ['roundoff_cli'])),
	wasm: buildWasm,
	tensorSpeed: () =>
		step('Tensor benchmark, native and WASM', async () => {
			for (const preset of ['native', 'wasm']) await build(preset, ['tensor_speed']);
		}),
	site: buildSite
};

await main(async () => {
	const asked = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
	const unknown = asked.find((name) => !names.includes(name));
	if (unknown) throw new StepError(`bench: '${unknown}' is none of ${names.join(', ')}`);
	const chosen = names.filter((name) => !asked.length || asked.includes(name));

	const sections = await Promise.all(chosen.map((name) => import(`./bench/${name}.mjs`)));
	await setup([...new Set(sections.flatMap(({ parts }) => parts))]);
	for (const [name, make] of Object.entries(builders)) {
		if (sections.some(({ builds }) => builds.includes(name))) await make();
	}

	const machine = `${cpus()[0].model.trim()}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`;
	for (const [index, name] of chosen.entries()) {
		const text = `${await step(`Benchmark: ${name}`, sections[index].bench)}\n\nMeasured on: ${machine}.`;
		console.log(`\n${text}\n`);
		if (flag('write')) writeToReadme(name, text);
	}
});
