// Writes the style that keeps room for the elements until their script has come, from the heights that they name. A process
// of its own: Vite's server leaves NODE_ENV behind, and the elements' source asks for a browser's classes.
// usage: node scripts/lib/room_style.mjs FILE
import { join } from 'node:path';
import { createServer } from 'vite';
import { writeFile } from './files.mjs';
import { main, root } from './steps.mjs';

Object.assign(globalThis, {
	HTMLElement: class {},
	CSSStyleSheet: class {
		replaceSync() {}
	}
});

await main(async () => {
	const server = await createServer({
		configFile: join(root, 'web/embed/vite.config.ts'),
		logLevel: 'warn',
		appType: 'custom',
		server: { middlewareMode: true, ws: false, watch: null },
		optimizeDeps: { noDiscovery: true }
	});
	try {
		const { roomStyle } = await server.ssrLoadModule('/web/embed/room.ts');
		writeFile(process.argv[2], roomStyle());
	} finally {
		await server.close();
	}
});
