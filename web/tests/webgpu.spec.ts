import { expect, type Page } from '@playwright/test';
import { cancelNewFaces, picture } from './faces';
import config from './playwright.config';
import { test } from './support';

const launch = config.use!.launchOptions!;

const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...launch.args!, '--enable-unsafe-webgpu', ...camera] } });
// a CPU plays the GPU, and compiles its kernels
test.setTimeout(300_000);

/** As on a machine with a graphics card: the page is not told that its adapter is software. */
const hideSoftware = (page: Page) =>
	page.addInitScript(() => {
		Object.defineProperty(GPUAdapter.prototype, 'info', {
			get: () => ({ description: 'Test adapter', subgroupMinSize: 4, subgroupMaxSize: 4 })
		});
	});

/** Each device is lost once its first preview was read back, when the second one is; `lost` counts them. */
const loseInMidSample = (page: Page) =>
	page.addInitScript(() => {
		const previews = new Map<GPUDevice, number>();
		const ownerOf = new WeakMap<GPUBuffer, GPUDevice>();
		const create = GPUDevice.prototype.createBuffer;
		GPUDevice.prototype.createBuffer = function (descriptor) {
			const buffer = create.call(this, descriptor);
			ownerOf.set(buffer, this);
			return buffer;
		};
		// pictures are all that a sample reads before its end
		const map = GPUBuffer.prototype.mapAsync;
		GPUBuffer.prototype.mapAsync = function (...range) {
			const device = ownerOf.get(this)!;
			const read = (previews.get(device) ?? 0) + 1;
			previews.set(device, read);
			if (read === 2) {
				Object.assign(globalThis, { lost: ((globalThis as { lost?: number }).lost ?? 0) + 1 });
				device.destroy();
			}
			return map.apply(this, range);
		};
	});

async function open(page: Page) {
	await page.goto('quantization/?diffusion.faces=16&diffusion.steps=4');
	const figure = page.locator('figure', { has: page.locator('[data-ready][data-plan]') }).first();
	await figure.evaluate((element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
	return { figure, stage: figure.locator('[data-ready][data-plan]') };
}

test('faces are drawn by WebGPU, as the core would', async ({ page }) => {
	await hideSoftware(page);
	const { figure, stage } = await open(page);
	await expect(stage).toHaveAttribute('data-backend', 'webgpu', { timeout: 250_000 });
	const words = figure.getByText(/Drawn by WebGPU on Test adapter: 16 faces/);
	await expect(words).toContainText(/, \d+(\.\d+)?\sMB on the GPU/);
	await expect(words).toContainText(/differ by [01](\.\d+)? of 255 levels/, { timeout: 60_000 });
});

test('faces of WebGPU are cancelled, and drawn by it with the next wish', async ({ page }) => {
	await hideSoftware(page);
	const { figure, stage } = await open(page);
	await expect(stage).toHaveAttribute('data-backend', 'webgpu', { timeout: 250_000 });
	await expect(stage.locator('xpath=..')).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });
	const grid = 'Faces by the quantized weights';
	const shown = await cancelNewFaces(figure, grid);
	await figure.getByRole('button', { name: 'New faces' }).click();
	await expect.poll(() => picture(figure, grid), { timeout: 60_000 }).not.toBe(shown);
	await expect(stage).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
	await expect(stage).toHaveAttribute('data-backend', 'webgpu');
});

test('a program of one’s own sends a picture through the quantized autoencoder on WebGPU', async ({
	page
}) => {
	await page.goto('widgets/');
	const off = await page.evaluate(async () => {
		const engine = '/embed/engine.js';
		const { createFaces, getModelEngine } = (await import(engine)) as typeof import('../embed/engine');
		const core = getModelEngine();
		const faces = await createFaces(core, { backend: 'webgpu' });
		await faces.quantize('autoencoder', { method: 'linear', bits: 4, granularity: 'channel' });
		const rgba = Uint8ClampedArray.from({ length: 2 * 1024 }, (_, i) =>
			i % 4 === 3 ? 255 : (i * 37) % 256
		);
		const drawn = await faces.reconstruct(rgba);
		const expected = await core.reconstruct(faces.networks.autoencoder.handle, rgba);
		faces.dispose();
		const levels = drawn.rgba.map((value, i) => Math.abs(value - expected.rgba[i]!));
		return { backend: drawn.backend, size: drawn.rgba.length, most: Math.max(...levels) };
	});
	expect(off).toEqual({ backend: 'webgpu', size: 2 * 1024, most: expect.any(Number) });
	expect(off.most).toBeLessThanOrEqual(1);
});

test('devices that are destroyed after their first preview leave the figure to the core', async ({
	page
}) => {
	await hideSoftware(page);
	await loseInMidSample(page);
	const { figure, stage } = await open(page);
	await expect(stage).toHaveAttribute('data-backend', 'wasm', { timeout: 250_000 });
	await expect(figure.getByText(/Drawn by the core.*the graphics device was lost/)).toBeVisible();
	// that of the weights as trained, and that of the quantized ones
	expect(await page.evaluate(() => (globalThis as { lost?: number }).lost)).toBe(2);
});

for (const { lack, words, take } of [
	{
		lack: 'WebGPU',
		words: /Drawn by the core.*this browser has no WebGPU/,
		take: () => Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined })
	},
	{
		lack: 'an adapter',
		words: /Drawn by the core.*WebGPU finds no graphics adapter/,
		take: () => (GPU.prototype.requestAdapter = () => Promise.resolve(null))
	}
]) {
	test(`without ${lack} the core draws, and the figure says so`, async ({ page }) => {
		await page.addInitScript(take);
		const { figure, stage } = await open(page);
		await expect(stage).toHaveAttribute('data-ready', 'true', { timeout: 120_000 });
		await expect(stage).toHaveAttribute('data-backend', 'wasm');
		await expect(figure.getByText(words)).toBeVisible();
	});
}

test('a software adapter is left alone, and the figure says so', async ({ page }) => {
	const { figure, stage } = await open(page);
	await expect(stage).toHaveAttribute('data-backend', 'wasm', { timeout: 120_000 });
	await expect(figure.getByText(/Drawn by the core.*is software/)).toBeVisible();
});

test('1080p of a camera is assigned by WebGPU, and by the core once the device is lost', async ({ page }) => {
	await hideSoftware(page);
	await page.goto('webcam/');
	const figure = page.getByRole('figure');
	await figure.getByRole('button', { name: 'Camera on' }).click();
	const screen = figure.locator('[data-phase]');
	const frames = async () => Number(await screen.getAttribute('data-frames'));
	await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(1);
	const worker = page.workers().find((worker) => worker.url().includes('camera'))!;
	await worker.evaluate(() => {
		const request = GPUAdapter.prototype.requestDevice;
		GPUAdapter.prototype.requestDevice = async function (descriptor) {
			const device = await request.call(this, descriptor);
			Object.assign(globalThis, { device });
			return device;
		};
	});
	await figure.getByRole('radio', { name: '1080p' }).check();
	await expect(figure.getByText('1920 × 1080 from your camera')).toBeVisible({ timeout: 60_000 });
	await expect(figure.getByText(/WebGPU finds each pixel’s colour in the palette/)).toBeVisible({
		timeout: 60_000
	});
	const before = await frames();
	await expect.poll(frames, { timeout: 60_000 }).toBeGreaterThan(before);
	await worker.evaluate(() => (globalThis as unknown as { device: GPUDevice }).device.destroy());
	await expect(figure.getByText(/The core finds.*the graphics device was lost/)).toBeVisible({
		timeout: 60_000
	});
	const after = await frames();
	await expect.poll(frames, { timeout: 60_000 }).toBeGreaterThan(after);
});

test('1080p is not offered where a CPU plays the GPU, and the page says so', async ({ page }) => {
	await page.goto('webcam/');
	const figure = page.getByRole('figure');
	await expect(figure.getByText(/No 1080p here: the graphics adapter, .*, is software/)).toBeVisible();
	await expect(figure.getByRole('radio', { name: '720p' })).toBeVisible();
	await expect(figure.getByRole('radio', { name: '1080p' })).toHaveCount(0);
});
