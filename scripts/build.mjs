// npm run build: the WASM core and the static site, into build/site.
import { buildSite, buildWasm } from './lib/site.mjs';
import { main } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await main(async () => {
	await setup(['wasm']);
	await buildWasm();
	await buildSite();
});
