import { expect } from '@playwright/test';
import config from '../playwright.config';
import { site, test, told } from './support';

const launch = config.use!.launchOptions!;
const device = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { ...launch, args: [...launch.args!, ...device] } });

const places = {
	'the element of another origin': '<roundoff-webcam></roundoff-webcam>',
	'a frame of another origin that may': `<iframe src="${site}embed/webcam/" title="w" allow="camera" width="700" height="1300"></iframe>`,
	'a frame of another origin that may not': `<iframe src="${site}embed/webcam/" title="w" width="700" height="1300"></iframe>`
};

for (const [place, html] of Object.entries(places)) {
	test(`${place}: the webcam`, async ({ page }) => {
		await page.goto('empty.html');
		await page.evaluate((html) => (document.querySelector('#here')!.innerHTML = html), html);
		const here = html.startsWith('<iframe') ? page.frameLocator('iframe') : page.locator('#here');
		await here.getByRole('button', { name: 'Camera on', exact: true }).click();
		if (place.endsWith('not')) {
			const alert = here.getByRole('alert').filter({ hasText: 'camera' });
			await expect(alert).toContainText('The page around this frame does not let it use a camera.');
			const alone = page.waitForEvent('popup');
			await alert.getByRole('link', { name: 'Open the widget by itself' }).click();
			await expect(alone.then((opened) => opened.url())).resolves.toBe(`${site}embed/webcam/`);
			await here.getByRole('button', { name: 'Show a built-in scene' }).click();
			await expect(here.locator('[data-phase]')).toHaveAttribute('data-phase', 'scene');
			return;
		}
		const frames = async () => Number(await here.locator('[data-phase]').getAttribute('data-frames'));
		await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(2);
		await here.getByRole('button', { name: 'Camera off' }).click();
		await expect(here.locator('[data-phase]')).toHaveAttribute('data-phase', 'off');
	});
}

test('removed while the camera runs, it gives everything back: light, worker, memory', async ({ page }) => {
	test.slow();
	await page.goto('empty.html');
	await page.evaluate(() => {
		const given: MediaStreamTrack[] = ((window as unknown as { given: MediaStreamTrack[] }).given = []);
		const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		navigator.mediaDevices.getUserMedia = async (wanted) => {
			const stream = await ask(wanted);
			given.push(...stream.getTracks());
			return stream;
		};
	});
	const cdp = await page.context().newCDPSession(page);
	const round = async () => {
		await page.evaluate(() =>
			document.querySelector('#here')!.append(document.createElement('roundoff-webcam'))
		);
		const webcam = page.locator('roundoff-webcam');
		await webcam.getByRole('button', { name: 'Camera on', exact: true }).click();
		const frames = async () => Number(await webcam.locator('[data-phase]').getAttribute('data-frames'));
		await expect.poll(frames, { timeout: 30_000 }).toBeGreaterThan(2);
		expect(page.workers().length).toBeGreaterThan(0);
		await webcam.evaluate((element) => element.remove());
		await expect.poll(() => page.workers()).toEqual([]);
	};
	const counters = async () => {
		await page.waitForTimeout(300); // what was under way comes to its end
		await cdp.send('HeapProfiler.collectGarbage');
		return cdp.send('Memory.getDOMCounters');
	};
	await round();
	await round();
	const before = await counters();
	for (let i = 0; i < 4; i++) await round();
	const after = await counters();
	expect(after.nodes).toBeLessThanOrEqual(before.nodes + 20);
	expect(after.jsEventListeners).toBeLessThanOrEqual(before.jsEventListeners + 2);
	const states = await page.evaluate(() =>
		(window as unknown as { given: MediaStreamTrack[] }).given.map(({ readyState }) => readyState)
	);
	expect(states).toEqual(Array(6).fill('ended'));
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
});
