// npm run build: the WASM core and the static site, into build/site, and the elements, into dist.
// usage: npm run build -- [--single]   (each widget as one file, too)
import { buildSingles, layEmbedInto } from './lib/embed.mjs';
import { buildSite, buildWasm, siteFolder } from './lib/site.mjs';
import { flag, main } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await main(async () => {
	await setup(['wasm']);
	await buildWasm();
	await buildSite();
	if (flag('single')) {
		await buildSingles();
		layEmbedInto(siteFolder);
	}
});
