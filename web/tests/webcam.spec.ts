import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { colorsOf, numberAt } from './exhibit';
import config from './playwright.config';
import { expectNoAxeViolations, test, watchForProblems } from './support';
import { noisyClip } from './y4m';

const path = 'webcam/';
const device = '--use-fake-device-for-media-stream';
const granted = '--use-fake-ui-for-media-stream';
const launch = config.use!.launchOptions!;
const baseURL = config.use!.baseURL!;

test.use({ launchOptions: { ...launch, args: [...launch.args!, device, granted] } });

/** Keeps the tracks that the page is given within the test's reach. */
async function keepTracks(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const kept: MediaStreamTrack[] = [];
		Object.assign(window, { tracks: kept });
		const devices = navigator.mediaDevices as MediaDevices | undefined;
		if (!devices) return;
		const getUserMedia = devices.getUserMedia.bind(devices);
		devices.getUserMedia = async (constraints) => {
			const stream = await getUserMedia(constraints);
			kept.push(...stream.getTracks());
			return stream;
		};
	});
}

const trackStates = (page: Page) =>
	page.evaluate(() =>
		(window as unknown as { tracks: MediaStreamTrack[] }).tracks.map(({ readyState }) => readyState)
	);

const figureOf = (page: Page) => page.getByRole('figure');
const screenOf = (figure: Locator) => figure.locator('[data-phase]');
const frames = async (figure: Locator) => Number(await screenOf(figure).getAttribute('data-frames'));
const button = (figure: Locator, name: string) => figure.getByRole('button', { name, exact: true });

async function openPage(page: Page): Promise<Locator> {
	await keepTracks(page);
	await page.goto(path);
	return figureOf(page);
}

async function expectFrames(figure: Locator): Promise<void> {
	const before = await frames(figure);
	await expect.poll(() => frames(figure), { timeout: 20_000 }).toBeGreaterThan(before + 2);
}

async function turnOn(page: Page): Promise<Locator> {
	const figure = await openPage(page);
	await button(figure, 'Camera on').click();
	await expectFrames(figure);
	return figure;
}

/** How many colours the canvas shows. */
const colorsShown = (figure: Locator) =>
	screenOf(figure)
		.locator('canvas')
		.evaluate((canvas: HTMLCanvasElement) => {
			const copy = document.createElement('canvas');
			copy.width = canvas.width;
			copy.height = canvas.height;
			const context = copy.getContext('2d')!;
			context.drawImage(canvas, 0, 0);
			const { data } = context.getImageData(0, 0, copy.width, copy.height);
			return new Set(new Uint32Array(data.buffer)).size;
		});

/** In a browser with other switches; the page must stay as quiet as any. */
async function inBrowser(
	switches: string[],
	work: (page: Page, context: BrowserContext) => Promise<void>
): Promise<void> {
	const browser = await chromium.launch({ ...launch, args: [...launch.args!, ...switches] });
	try {
		const context = await browser.newContext({ baseURL });
		const page = await context.newPage();
		const problems = watchForProblems(page, new URL(baseURL).origin);
		await work(page, context);
		expect(problems).toEqual([]);
	} finally {
		await browser.close();
	}
}

/** The figure says what happened, and its scene still shows what there is to see. */
async function expectTroubleAndScene(figure: Locator, words: RegExp): Promise<void> {
	await expect(figure.getByRole('alert').filter({ hasText: words })).toBeVisible();
	await expect(screenOf(figure)).toHaveAttribute('data-phase', 'off');
	await button(figure, 'Show a built-in scene').click();
	await expectFrames(figure);
	await expect(figure.getByText(words)).toHaveCount(0);
	expect(await colorsShown(figure)).toBeLessThanOrEqual(16);
}

test('asks for nothing and loads nothing before the click', async ({ page }) => {
	const modules: string[] = [];
	page.on('request', (request) => {
		if (request.url().endsWith('.wasm')) modules.push(request.url());
	});
	const figure = await openPage(page);
	await figure.scrollIntoViewIfNeeded();
	await page.waitForLoadState('networkidle');
	await expect(screenOf(figure)).toHaveAttribute('data-phase', 'off');
	expect(await trackStates(page)).toEqual([]);
	expect(modules).toEqual([]);
	expect(page.workers()).toEqual([]);
	await expect(figure.getByText(/nothing is recorded/)).toBeVisible();
	// this browser has no GPU
	await expect(figure.getByText(/^No 1080p here: .*WebGPU/)).toBeVisible();
	await expect(figure.getByRole('radio', { name: '1080p' })).toHaveCount(0);
});

test('shows the camera in as many colours as the slider says', async ({ page }) => {
	const figure = await turnOn(page);
	expect(await colorsShown(figure)).toBeGreaterThan(1);
	expect(await colorsShown(figure)).toBeLessThanOrEqual(16);
	await figure.getByRole('slider').focus();
	await page.keyboard.press('Home');
	await expect(screenOf(figure)).toHaveAttribute('data-k', '2');
	expect(await colorsShown(figure)).toBe(2);
	expect(await numberAt(figure, 'Frames per second')).toBeGreaterThan(0);
	await figure.getByRole('radio', { name: 'Error' }).check();
	await expect(figure.getByText('Distance of colours, levels')).toBeVisible();
	await expect.poll(() => colorsShown(figure)).toBeGreaterThan(2);
});

test('passes frames through the page where the browser has no processor for them', async ({ page }) => {
	await page.addInitScript(() => {
		delete (window as unknown as Record<string, unknown>).MediaStreamTrackProcessor;
	});
	const figure = await turnOn(page);
	expect(await colorsShown(figure)).toBeLessThanOrEqual(16);
	await button(figure, 'Camera off').click();
	expect(await trackStates(page)).toEqual(['ended']);
});

test('pauses, and still answers the slider', async ({ page }) => {
	const figure = await turnOn(page);
	await button(figure, 'Pause').click();
	await page.waitForTimeout(600);
	const still = await frames(figure);
	await page.waitForTimeout(600);
	expect(await frames(figure)).toBe(still);
	await figure.getByRole('slider').focus();
	await page.keyboard.press('Home');
	await expect(screenOf(figure)).toHaveAttribute('data-k', '2');
	expect(await colorsShown(figure)).toBe(2);
	await button(figure, 'Pause').click();
	await expectFrames(figure);
});

test('saves the frame as a PNG of its few colours', async ({ page }) => {
	const figure = await turnOn(page);
	const saved = page.waitForEvent('download');
	await button(figure, 'Save as PNG').click();
	const download = await saved;
	expect(download.suggestedFilename()).toBe('webcam-16-colours.png');
	const { width, height, colors } = await colorsOf(readFileSync(await download.path()));
	expect([width, height]).toEqual([640, 480]);
	expect(colors.size).toBeGreaterThan(1);
	expect(colors.size).toBeLessThanOrEqual(16);
});

test('takes another resolution', async ({ page }) => {
	const figure = await turnOn(page);
	await figure.getByRole('radio', { name: '240p' }).check();
	await expect(figure.getByText('320 × 240 from your camera')).toBeVisible();
	await expectFrames(figure);
	expect(await trackStates(page)).toEqual(['ended', 'live']);
});

test('lets the camera go when the figure leaves the screen, and comes back on request only', async ({
	page
}) => {
	const figure = await turnOn(page);
	await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }));
	await expect.poll(() => trackStates(page)).toEqual(['ended']);
	await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
	await expect(
		figure.getByText('The camera went off when the figure left the screen.').first()
	).toBeVisible();
	await expect(screenOf(figure)).toHaveAttribute('data-phase', 'off');
	await button(figure, 'Camera on again').click();
	await expectFrames(figure);
	expect(await trackStates(page)).toEqual(['ended', 'live']);
});

test('lets the camera go when the tab hides and when the page is left', async ({ page }) => {
	const figure = await turnOn(page);
	await page.evaluate(() => {
		Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
		document.dispatchEvent(new Event('visibilitychange'));
	});
	expect(await trackStates(page)).toEqual(['ended']);
	await expect(figure.getByText(/while you were in another tab/).first()).toBeVisible();
	await button(figure, 'Camera on again').click();
	await expectFrames(figure);
	await page.getByRole('link', { name: 'Widgets' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Widgets' })).toBeVisible();
	expect(await trackStates(page)).toEqual(['ended', 'ended']);
	await expect
		.poll(() => page.workers().filter((worker) => worker.url().includes('camera')).length)
		.toBe(0);
});

test('says so when the camera goes in mid-stream', async ({ page }) => {
	const figure = await turnOn(page);
	await page.evaluate(() => {
		const [track] = (window as unknown as { tracks: MediaStreamTrack[] }).tracks;
		track!.dispatchEvent(new Event('ended'));
	});
	await expectTroubleAndScene(figure, /The camera has gone/);
	expect(await trackStates(page)).toEqual(['ended']);
});

test('says so where the page has no right to a camera', async ({ page }) => {
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'mediaDevices', { get: () => undefined });
	});
	await page.goto(path);
	const figure = figureOf(page);
	await button(figure, 'Camera on').click();
	await expectTroubleAndScene(figure, /https/);
});

test('says so when the camera is refused', async () => {
	await inBrowser([device], async (page) => {
		const figure = await openPage(page);
		await button(figure, 'Camera on').click();
		await expectTroubleAndScene(figure, /The camera was refused/);
	});
});

test('says so when there is no camera', async () => {
	await inBrowser([granted], async (page) => {
		const figure = await openPage(page);
		await button(figure, 'Camera on').click();
		await expectTroubleAndScene(figure, /No camera was found/);
	});
});

test('does not flicker on a clip with noise, and would if it were naive', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	try {
		const clip = join(folder, 'still.y4m');
		writeFileSync(clip, await noisyClip({ width: 320, height: 240, frames: 24, sigma: 3 }));
		await inBrowser([device, granted, `--use-file-for-fake-video-capture=${clip}`], async (page) => {
			const figure = await openPage(page);
			await figure.getByRole('radio', { name: '240p' }).check();
			await button(figure, 'Camera on').click();
			await expectFrames(figure);
			// Settled: the first frames still average the noise away.
			await page.waitForTimeout(2000);
			for (let report = 0; report < 4; report++) {
				await expectFrames(figure);
				expect(await numberAt(figure, 'Flicker')).toBeLessThanOrEqual(0.5);
				expect(await numberAt(figure, 'Palette moved')).toBeLessThanOrEqual(1);
			}
			await figure.getByRole('radio', { name: 'New each frame' }).check();
			await page.waitForTimeout(1000);
			await expectFrames(figure);
			expect(await numberAt(figure, 'Flicker')).toBeGreaterThan(2);
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('the scene rests while nobody sees it, and goes on by itself', async ({ page }) => {
	const figure = await openPage(page);
	await button(figure, 'Show a built-in scene').click();
	await expectFrames(figure);
	expect(await trackStates(page)).toEqual([]);
	await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }));
	await expect(screenOf(figure)).toHaveAttribute('data-phase', 'off');
	await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
	await expect(screenOf(figure)).toHaveAttribute('data-phase', 'scene');
	await expectFrames(figure);
});

for (const colorScheme of ['light', 'dark'] as const) {
	test(`has no accessibility violation while it runs, in ${colorScheme}`, async ({ page }) => {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		const figure = await turnOn(page);
		await expectNoAxeViolations(page);
		await button(figure, 'Camera off').click();
		await expectNoAxeViolations(page);
	});
}

for (const width of [280, 390, 1280]) {
	test(`fits ${width} pixels and shifts nothing when it starts`, async ({ page }) => {
		await page.setViewportSize({ width, height: 800 });
		const figure = await openPage(page);
		await figure.scrollIntoViewIfNeeded();
		const top = () =>
			figure.getByRole('slider').evaluate((slider) => slider.getBoundingClientRect().top + scrollY);
		await page.waitForLoadState('networkidle');
		const before = await top();
		await button(figure, 'Show a built-in scene').click();
		await expectFrames(figure);
		expect(Math.abs((await top()) - before)).toBeLessThan(1);
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
	});
}
