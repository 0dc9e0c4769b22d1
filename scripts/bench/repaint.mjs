// How soon the figures of tensors are repainted: a key moves a control of the built article, and the time runs from the
// input event to the painted frame with the answer: quantizing, errors, pictures, the worker's messages and the drawing.
import { siteFolder } from '../lib/site.mjs';
import { StepError } from '../lib/steps.mjs';
import { serve } from '../serve.mjs';
import { withBrowser } from './browser.mjs';
import { quantile, table } from './table.mjs';

export const parts = ['wasm', 'browser'];
export const builds = ['wasm', 'site'];

const changes = 60;
/** At 60 Hz. */
const frame = 1000 / 60;
const side = 512;

/** A float32 .npy file of side × side waves with a little noise. */
function npyFile() {
	const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${side}, ${side}), }`;
	const padded = header.padEnd(128 - 10 - 1) + '\n';
	const values = Float32Array.from(
		{ length: side * side },
		(_, i) => Math.sin(i * 0.37) * Math.cos(i * 0.0011) + ((i * 7919) % 1009) / 5000
	);
	return Buffer.concat([
		Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length & 255, padded.length >> 8]),
		Buffer.from(padded, 'latin1'),
		Buffer.from(values.buffer)
	]);
}

/**
 * Runs in the page: `repaint` becomes the milliseconds from the next key's event to the frame that follows its answer, and
 * how many of them the finished answer waited for that frame to begin.
 */
function watchRepaint([figure, attribute]) {
	window.repaint = new Promise((resolve) => {
		const shown = figure.querySelector(`[${attribute}]`);
		let since;
		figure.addEventListener('keydown', ({ timeStamp }) => (since = timeStamp), {
			once: true,
			capture: true
		});
		const observer = new MutationObserver(() => {
			observer.disconnect();
			const answered = performance.now();
			requestAnimationFrame(() => {
				const waited = performance.now() - answered;
				const { port1, port2 } = new MessageChannel();
				port1.onmessage = () => {
					port1.close();
					const whole = performance.now() - since;
					resolve({ whole, work: whole - waited });
				};
				port2.postMessage(undefined);
			});
		});
		observer.observe(shown, { attributes: true, attributeFilter: [attribute] });
	});
}

/** Presses keys that each change `attribute`, there and back again. */
async function repaints(page, figure, control, attribute) {
	await control.focus();
	const handle = await figure.elementHandle();
	const times = [];
	const press = async (key) => {
		await page.evaluate(watchRepaint, [handle, attribute]);
		await page.keyboard.press(key);
		times.push(await page.evaluate(() => window.repaint));
		// Not in step with the frames.
		await page.waitForTimeout(60 + ((times.length * 7) % 17));
	};
	while (times.length < changes) {
		for (const key of ['ArrowRight', 'ArrowLeft']) for (let i = 0; i < 3; i++) await press(key);
	}
	return times;
}

async function figureOf(page, title) {
	const figure = page.locator('figure', { has: page.getByText(title, { exact: true }) });
	await figure.evaluate((element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
	await figure.locator('[data-ready="true"]').waitFor({ timeout: 30_000 });
	await page.waitForTimeout(1000);
	return figure;
}

async function measure(page) {
	const quantizer = await figureOf(page, 'Where should the range end?');
	await quantizer.getByRole('radio', { name: 'A whole layer' }).check({ force: true });
	await quantizer.locator('[data-ready="true"]').waitFor();
	await page.waitForTimeout(500);
	const range = await repaints(page, quantizer, quantizer.getByRole('slider').first(), 'data-range');

	const granularity = await figureOf(page, 'How many weights should share a scale?');
	const factor = granularity.getByRole('slider', { name: /One weight/ });
	const outlier = await repaints(page, granularity, factor, 'data-factor');

	const network = await figureOf(page, 'How small does a real network get, and what does it lose?');
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles({ name: 'waves.npy', mimeType: 'application/octet-stream', buffer: npyFile() });
	await page.getByLabel('Tensors of waves.npy').waitFor({ timeout: 20_000 });
	await network.locator('[data-ready="true"]').waitFor();
	await page.waitForTimeout(1500);
	const bits = network.getByRole('slider', { name: /Bits for each weight/ });
	await bits.focus();
	await page.keyboard.press('Home');
	await page.waitForTimeout(500);
	const large = await repaints(page, network, bits, 'data-bits');
	return [
		['Range, a layer of 128 × 64: four pictures, derivation, curve', range],
		['Granularity, 128 × 64: four ways to quantize, four heatmaps', outlier],
		[`Network figure, the bits of a tensor of ${side} × ${side}: three pictures`, large]
	];
}

export async function bench() {
	const server = await serve(siteFolder, 0);
	try {
		return await withBrowser(async (browser) => {
			const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
			await page.goto(`${server.url}compressing-models/`, { waitUntil: 'networkidle' });
			const rows = await measure(page);
			if (rows.some(([, times]) => times.length < changes)) throw new StepError('too few repaints');
			const milliseconds = (value) => `${value.toFixed(1)} ms`;
			return [
				`A key moves a control of the built article, ${changes} times each (Chromium, headless, software rendering). “Until seen”`,
				'runs from the input event to the painted frame that answers it. A key falls anywhere between two frames and a finished',
				`answer waits for the next, up to ${milliseconds(frame)}; “work” is the rest: the event, the worker and its messages, the`,
				'page, and the frame that paints it. The aim is read of the work: within a frame’s time at the 95th percentile, so that',
				'each frame of a drag can show the answer to the one before.',
				'',
				table(
					['figure', 'work, median', 'p95', 'until seen, median', 'p95', 'longest'],
					rows.map(([name, times]) => {
						const works = times.map(({ work }) => work);
						const wholes = times.map(({ whole }) => whole);
						return [
							name,
							milliseconds(quantile(works, 0.5)),
							milliseconds(quantile(works, 0.95)),
							milliseconds(quantile(wholes, 0.5)),
							milliseconds(quantile(wholes, 0.95)),
							milliseconds(Math.max(...wholes))
						];
					})
				)
			].join('\n');
		});
	} finally {
		await server.close();
	}
}
