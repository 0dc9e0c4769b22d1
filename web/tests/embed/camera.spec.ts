import { expect } from '@playwright/test';
import config from '../playwright.config';
import { site, test } from './support';

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
