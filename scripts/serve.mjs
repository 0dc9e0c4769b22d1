// A static file server for the built site, as a plain host would serve it.
// usage: node scripts/serve.mjs [FOLDER] [--port 4173] [--strict-port]
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { flag, isMain, main, option, root, StepError } from './lib/steps.mjs';

const types = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.jpg': 'image/jpeg',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.md': 'text/markdown; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
	'.webp': 'image/webp',
	'.woff2': 'font/woff2',
	'.xml': 'application/xml; charset=utf-8'
};
const compressible = /^(text|application)\/|svg/;

/** How a body is compressed where the build has left no compressed file beside it. */
const encoders = {
	br: promisify((body, done) =>
		brotliCompress(
			body,
			{
				params: {
					[constants.BROTLI_PARAM_QUALITY]: 9,
					[constants.BROTLI_PARAM_SIZE_HINT]: body.length
				}
			},
			done
		)
	),
	gzip: promisify(gzip)
};
const suffixes = { br: '.br', gzip: '.gz' };

/** The build's own, if it belongs to this version of the file. */
async function compressed(file, entry, encoding) {
	const ready = file + suffixes[encoding];
	try {
		if ((await stat(ready)).mtimeMs >= entry.mtimeMs) return await readFile(ready);
	} catch {
		// there is none
	}
	return encoders[encoding](entry.body);
}

export function parsePort(text = '4173') {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port > 65535)
		throw new StepError(`--port: '${text}' is not a port (0 … 65535)`);
	return port;
}

/** The file that a URL path names inside `folder`: { file }, { redirect } to a folder's slash, or undefined. */
async function locate(folder, pathname) {
	let path;
	try {
		path = decodeURIComponent(pathname);
	} catch {
		return undefined;
	}
	if (path.includes('\0')) return undefined;
	const inside = (file) => file === folder || file.startsWith(folder + sep);
	try {
		// realpath, so that neither `..` nor a link leads out of the folder
		const file = await realpath(join(folder, path));
		if (!inside(file)) return undefined;
		if (!(await stat(file)).isDirectory()) return path.endsWith('/') ? undefined : { file };
		if (!path.endsWith('/')) return { redirect: `${pathname}/` };
		const index = await realpath(join(file, 'index.html'));
		return inside(index) ? { file: index } : undefined;
	} catch {
		return undefined;
	}
}

/** A request handler with its own cache of files and their compressed forms, renewed when a file changes. */
function handler(folder, onFile, extraHeaders) {
	const cache = new Map();

	async function load(file) {
		const { mtimeMs, size } = await stat(file);
		const held = cache.get(file);
		if (held?.mtimeMs === mtimeMs && held.body.length === size) return held;
		const body = await readFile(file);
		const type = types[extname(file)] ?? 'application/octet-stream';
		const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
		const entry = { mtimeMs, body, type, etag, encoded: {} };
		cache.set(file, entry);
		return entry;
	}

	return async (request, response) => {
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, { Allow: 'GET, HEAD' }).end();
			return;
		}
		const queryAt = request.url.indexOf('?');
		const pathname = queryAt < 0 ? request.url : request.url.slice(0, queryAt);
		const found = await locate(folder, pathname);
		if (found?.redirect) {
			// a leading // would name another host
			const location =
				found.redirect.replace(/^\/+/, '/') + (queryAt < 0 ? '' : request.url.slice(queryAt));
			response.writeHead(308, { Location: location }).end();
			return;
		}
		const notFoundPage = found ? undefined : await locate(folder, '/404.html');
		if (!found && !notFoundPage) {
			response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Not found\n');
			return;
		}
		const { file } = found ?? notFoundPage;
		onFile?.(file);
		const entry = await load(file);
		const headers = {
			'Content-Type': entry.type,
			'Cache-Control': pathname.includes('/immutable/')
				? 'public, max-age=31536000, immutable'
				: 'no-cache',
			'X-Content-Type-Options': 'nosniff',
			ETag: entry.etag,
			Vary: 'Accept-Encoding',
			// what a post on another origin loads; a module and what it fetches need their server's leave
			...(pathname.startsWith('/embed/') && { 'Access-Control-Allow-Origin': '*' }),
			...extraHeaders
		};
		if (found && request.headers['if-none-match'] === entry.etag) {
			response.writeHead(304, headers).end();
			return;
		}
		let body = entry.body;
		const accepted = request.headers['accept-encoding'] ?? '';
		const encoding = ['br', 'gzip'].find((name) =>
			new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:[,\\s]|$))`).test(accepted)
		);
		if (encoding && compressible.test(entry.type)) {
			entry.encoded[encoding] ??= compressed(file, entry, encoding);
			body = await entry.encoded[encoding];
			headers['Content-Encoding'] = encoding;
		}
		response.writeHead(found ? 200 : 404, { ...headers, 'Content-Length': body.length });
		response.end(request.method === 'HEAD' ? undefined : body);
	};
}

const listen = (server, port) =>
	new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});

/**
 * Serves `folder` on localhost at `port`, or, unless `strict`, at the next one that is free. `onFile` is told of each
 * file that is asked for; `headers` are added to every answer.
 */
export async function serve(folder, port, { strict = false, onFile, headers = {} } = {}) {
	const real = await realpath(folder).catch(() => {
		throw new StepError(`${folder} is not there: run npm run build first`);
	});
	const respond = handler(real, onFile, headers);
	const server = createServer((request, response) => {
		respond(request, response).catch((error) => {
			console.error(`${request.url}: ${error.message}`);
			if (!response.headersSent) response.writeHead(500);
			response.end();
		});
	});
	const last = strict || port === 0 ? port : Math.min(port + 50, 65535);
	for (let candidate = port; ; candidate++) {
		try {
			await listen(server, candidate);
			break;
		} catch (error) {
			if (error.code !== 'EADDRINUSE' || candidate >= last) {
				throw new StepError(`Cannot serve on port ${candidate}: ${error.code}`);
			}
		}
	}
	return {
		url: `http://localhost:${server.address().port}/`,
		close: () =>
			new Promise((done) => {
				server.closeAllConnections();
				server.close(done);
			})
	};
}

if (isMain(import.meta.url)) {
	await main(async () => {
		const [first] = process.argv.slice(2);
		const folder = first && !first.startsWith('--') ? resolve(first) : join(root, 'build/site');
		const { url } = await serve(folder, parsePort(option('port')), { strict: flag('strict-port') });
		console.log(`Serving ${folder} at ${url}`);
	});
}
