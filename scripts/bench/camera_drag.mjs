// A hand drags the number of colours while the camera runs: what the page's own frames take meanwhile.
import { siteFolder } from '../lib/site.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { quantile } from './quantile.mjs';

const sweepSeconds = 4;
const eventsPerSecond = 60;
const device = ['--use-fake-device-for-media-stream=fps=30', '--use-fake-ui-for-media-stream'];

/** Runs in the page. Milliseconds from each input event to the end of the frame that follows it. */
function record() {
	const times = [];
	addEventListener('input', ({ timeStamp }) => {
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				times.push(performance.now() - timeStamp);
				port1.close();
			};
			port2.postMessage(undefined);
		});
	});
	return times;
}

/** Of the built page: milliseconds from an input event to its painted frame, camera frames meanwhile, and seconds. */
export async function dragWithCamera() {
	const server = await serve(siteFolder, 0);
	try {
		return await withBrowser(async (browser) => {
			const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
			await page.goto(`${server.url}webcam/`, { waitUntil: 'networkidle' });
			await page.getByRole('button', { name: 'Camera on', exact: true }).click();
			const shown = () =>
				page.locator('[data-frames]').evaluate(({ dataset }) => Number(dataset.frames));
			while ((await shown()) < 60) await page.waitForTimeout(200);
			const { x, y, width, height } = await page.locator('figure input[type=range]').boundingBox();
			await page.mouse.move(x + 2, y + height / 2);
			await page.mouse.down();
			const log = await page.evaluateHandle(record);
			const before = await shown();
			const start = performance.now();
			const steps = sweepSeconds * eventsPerSecond;
			for (let step = 1; step <= steps; step++) {
				await page.mouse.move(x + 2 + (step / steps) * (width - 4), y + height / 2);
				const wait = start + (step * 1000) / eventsPerSecond - performance.now();
				if (wait > 0) await page.waitForTimeout(wait);
			}
			await page.mouse.up();
			const seconds = (performance.now() - start) / 1000;
			await page.waitForTimeout(500);
			const times = await log.jsonValue();
			return {
				inputs: times.length,
				median: quantile(times, 0.5),
				p95: quantile(times, 0.95),
				longest: Math.max(...times),
				framesPerSecond: ((await shown()) - before) / seconds
			};
		}, device);
	} finally {
		await server.close();
	}
}
