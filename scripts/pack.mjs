// npm pack: everything that the package takes along is built anew where it is out of date.
import { buildSingles } from './lib/embed.mjs';
import { buildPackage } from './lib/package.mjs';
import { buildSite, buildWasm } from './lib/site.mjs';
import { main, step } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await main(async () => {
	await setup(['wasm']);
	await buildWasm();
	await buildSite();
	await buildSingles();
	await step('Package', buildPackage);
});
