/** An app whose bundler has taken the package in: nothing of ours lies where we have put it. */
import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { blog, test, told } from './support';

/** Between them they need every kind of file: posters, photo, weights, listings, what was evaluated, each worker and core. */
const tags = [
	'kmeans-image',
	'kmeans-steps',
	'error-heatmap',
	'granularity',
	'network-tensors',
	'quantized-layer',
	'bit-flipper',
	'quantization-curves',
	'autoencoder',
	'diffusion'
];

test('widgets of a bundled app come to life with what its bundler has taken in', async ({ page }) => {
	test.slow();
	const requests: string[] = [];
	const failed: string[] = [];
	const own = ({ url }: { url: string }) => url.startsWith('http') && !url.endsWith('/favicon.ico');
	page.on('request', (request) => {
		if (own({ url: request.url() })) requests.push(request.url());
	});
	page.on('response', (response) => {
		if (own({ url: response.url() }) && !response.ok()) failed.push(response.url());
	});
	page.on('requestfailed', (request) => failed.push(request.url()));
	await page.goto('bundled/');
	for (const tag of tags) {
		await page.evaluate(
			(tag) => document.querySelector('#here')!.replaceChildren(document.createElement(tag)),
			`roundoff-${tag}`
		);
		await expect.poll(() => told(page), { timeout: 30_000 }).toContain(`roundoff-${tag} ready null`);
	}
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
	expect(requests.filter((url) => /\.wasm$/.test(url)).length).toBeGreaterThan(3);
	expect(requests.filter((url) => /\.safetensors$/.test(url)).length).toBeGreaterThan(2);
	expect(requests.filter((url) => !url.startsWith(`${blog}bundled/`))).toEqual([]);
	expect(failed).toEqual([]);
	await expectNoAxeViolations(page);
});

test('its webcam has its worker, its core and its scene', async ({ page }) => {
	await page.goto('bundled/');
	await page.evaluate(() =>
		document.querySelector('#here')!.append(document.createElement('roundoff-webcam'))
	);
	const webcam = page.locator('roundoff-webcam');
	await webcam.getByRole('button', { name: 'Show a built-in scene' }).click();
	const frames = async () => Number(await webcam.locator('[data-phase]').getAttribute('data-frames'));
	await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(2);
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
});
