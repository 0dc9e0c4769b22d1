// npm start: builds what is out of date, then serves the built site on localhost.
// usage: npm start -- [--port 4173]
import { buildSite, buildWasm, siteFolder } from './lib/site.mjs';
import { main, option } from './lib/steps.mjs';
import { parsePort, serve } from './serve.mjs';
import { setup } from './setup.mjs';

await main(async () => {
	const port = parsePort(option('port'));
	await setup(['wasm']);
	await buildWasm();
	await buildSite();
	const { url } = await serve(siteFolder, port);
	console.log(`\nRoundoff is at ${url}  (Ctrl-C ends it)`);
});
