import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import createCore from '$engine/wasm/core.mjs';
import { dog } from './dog';

vi.mock('$app/paths', () => ({
	resolve: (path: string, { k }: { k: string }) => path.replace('[k]', k)
}));

it('has the size of its file', async () => {
	const core = await createCore({ wasmBinary: readFileSync('web/engine/wasm/core.wasm') });
	const header = core.inspectFile(readFileSync('assets/dog.jpg'));
	expect(header).toMatchObject({ width: dog.width, height: dog.height });
});

it.each([
	[1, 1],
	[2, 2],
	[16, 16],
	[5, 2],
	[256, 16]
])('for %i colours has a poster in %i', (k, stored) =>
	expect(dog.poster(k)).toBe(`/posters/dog-${stored}.png`)
);
