// A blog on an origin of its own, with posts in which widgets stand as their writers would place them.
// usage: node web/tests/embed/blog.mjs --port 4200 --site http://localhost:4199/
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { option, main, root } from '../../../scripts/lib/steps.mjs';
import { parsePort, serve } from '../../../scripts/serve.mjs';

const folder = join(root, 'build/blog');
const posts = join(root, 'web/tests/embed/posts');

await main(async () => {
	const site = option('site');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(posts)) {
		const text = readFileSync(join(posts, name), 'utf8');
		writeFileSync(join(folder, name), text.replaceAll('{{site}}', site));
	}
	// For those who keep the scripts beside the post.
	cpSync(join(root, 'dist/embed'), join(folder, 'roundoff'), { recursive: true });
	cpSync(join(root, 'assets/dog.jpg'), join(folder, 'photo.jpg'));
	cpSync(join(root, 'cpp/tests/golden/photo/baseline.jpg'), join(folder, 'small.jpg'));
	await serve(folder, parsePort(option('port')), { strict: true });
});
