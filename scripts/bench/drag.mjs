// A hand drags k from 1 to 256 in the built article: the time from each input event to the painted frame that answers
// it, the core's work, the worker's messages and the drawing included.
import { siteFolder } from '../lib/site.mjs';
import { StepError } from '../lib/steps.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { quantile, table } from './table.mjs';

export const parts = ['wasm', 'browser'];
export const builds = ['wasm', 'site'];

const sweepSeconds = 4;
const eventsPerSecond = 60;

/**
 * Runs in the page. Notes when the slider's k changes (by the input event's own time stamp, so that waiting for the
 * main thread counts) and when a frame with a new picture is painted: the figure's `data-k` says which picture it
 * shows, and a message posted from inside an animation frame arrives after that frame.
 */
function record(slider) {
	const figure = slider.closest('figure');
	const pictured = figure.matches('[data-k]')
		? figure
		: (figure.querySelector('[data-k]') ?? figure.closest('[data-k]'));
	if (!pictured) throw new Error('the figure shows no data-k');
	const log = { inputs: [], frames: [] };
	const shown = () => Number(figure.querySelector('output').textContent.match(/\d+/)[0]);
	let last = shown();
	addEventListener('input', ({ timeStamp }) => {
		queueMicrotask(() => {
			const k = shown();
			if (k !== last) log.inputs.push({ k, at: timeStamp });
			last = k;
		});
	});
	let painted = Number(pictured.dataset.k);
	new MutationObserver(() => {
		const k = Number(pictured.dataset.k);
		if (k === painted) return;
		painted = k;
		requestAnimationFrame(() => {
			const { port1, port2 } = new MessageChannel();
			port1.onmessage = () => {
				log.frames.push({ k, at: performance.now() });
				port1.close();
			};
			port2.postMessage(undefined);
		});
	}).observe(pictured, { attributes: true, attributeFilter: ['data-k'] });
	return log;
}

/** Milliseconds from each input to the first frame after it that shows its k or a later one of the sweep. */
function latencies({ inputs, frames }) {
	return inputs.map(({ k, at }) => {
		const frame = frames.find((frame) => frame.at >= at && frame.k >= k);
		if (!frame) throw new StepError(`no frame answered k = ${k}`);
		return frame.at - at;
	});
}

async function sweep(page) {
	const slider = page.locator('figure input[type=range]').first();
	await slider.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
	await page.waitForSelector('[data-k]', { timeout: 20_000 });
	const box = await slider.boundingBox();
	const y = box.y + box.height / 2;
	const x = (share) => box.x + 2 + share * (box.width - 4);
	await page.mouse.move(x(0), y);
	await page.mouse.down();
	await page.waitForTimeout(1000); // k = 1 is on the canvas before the hand moves
	const log = await slider.evaluateHandle(record);
	const steps = sweepSeconds * eventsPerSecond;
	const start = performance.now();
	for (let step = 1; step <= steps; step++) {
		await page.mouse.move(x(step / steps), y);
		const wait = start + (step * 1000) / eventsPerSecond - performance.now();
		if (wait > 0) await page.waitForTimeout(wait);
	}
	await page.waitForTimeout(1000);
	await page.mouse.up();
	return log.jsonValue();
}

export async function bench() {
	const server = await serve(siteFolder, 0);
	try {
		return await withBrowser(async (browser) => {
			const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
			await page.goto(`${server.url}on-model-quantization-error/`, { waitUntil: 'networkidle' });
			const log = await sweep(page);
			const times = latencies(log);
			if (times.length < 50) throw new StepError(`the sweep changed k only ${times.length} times`);
			const milliseconds = (value) => `${value.toFixed(1)} ms`;
			return [
				`Dragging k from 1 to 256 in ${sweepSeconds} s in the built article (Chromium, headless, ${eventsPerSecond} pointer events`,
				'a second), from the input event to the painted frame that answers it:',
				'',
				table(
					['changes of k', 'frames painted', 'median', 'p95', 'longest'],
					[
						[
							times.length,
							log.frames.length,
							milliseconds(quantile(times, 0.5)),
							milliseconds(quantile(times, 0.95)),
							milliseconds(Math.max(...times))
						]
					]
				)
			].join('\n');
		});
	} finally {
		await server.close();
	}
}
