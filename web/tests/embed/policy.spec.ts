import { expect } from '@playwright/test';
import { expectNoAxeViolations } from '../support';
import { shows, site, test, told } from './support';

test('works under a strict policy when its folder lies beside the post', async ({ page }) => {
	const requests: string[] = [];
	page.on('request', (request) => requests.push(request.url()));
	await page.goto('strict.html');
	const element = page.locator('roundoff-kmeans-image');
	await shows(element, 8);
	await element.getByRole('slider', { name: 'How many colours' }).focus();
	await page.keyboard.press('ArrowRight');
	await shows(element, 9);
	await shows(page.locator('roundoff-error-heatmap'), 8);
	await expect(element.getByRole('img', { name: 'The original: a dog' })).toBeVisible();
	expect(requests.filter((url) => url.startsWith(site))).toEqual([]);
	expect((await told(page)).filter((line) => line.includes('error {'))).toEqual([]);
	await expectNoAxeViolations(page);
});

test.describe('another origin’s picture', () => {
	test.use({ expected: [/Access to fetch .* CORS|ERR_FAILED/] });

	test('that may be shown but not read says so in the figure', async ({ page }) => {
		await page.goto('empty.html');
		await page.evaluate((src) => {
			document.querySelector('#here')!.innerHTML = `<roundoff-kmeans-image k="4" src="${src}">`;
		}, `${site}posters/dog-16.png`);
		const element = page.locator('roundoff-kmeans-image');
		await expect(element.getByRole('alert')).toContainText(
			'localhost shows the picture dog-16.png but does not let other sites read it.'
		);
		expect(await told(page)).toContainEqual(expect.stringContaining('does not let other sites read it'));
	});
});

test.describe('a page that allows no worker of ours', () => {
	test.use({ expected: [/Content Security Policy/] });

	test('shows the poster and says what is wrong', async ({ page }) => {
		await page.goto('no-worker.html');
		const element = page.locator('roundoff-kmeans-image');
		await expect(element.getByRole('alert')).toContainText('the core could not be started');
		await expect(element.getByRole('img', { name: /The original/ })).toBeVisible();

		const webcam = page.locator('roundoff-webcam');
		await webcam.scrollIntoViewIfNeeded();
		const told = webcam.evaluate(
			(element) =>
				new Promise<string>((resolve) =>
					element.addEventListener('roundoff-error', (event) =>
						resolve((event as CustomEvent<{ message: string }>).detail.message)
					)
				)
		);
		// Twice: the second try is no worse off than the first.
		for (let i = 0; i < 2; i++) {
			await webcam.getByRole('button', { name: 'Show a built-in scene' }).click();
			await expect(webcam.locator('[data-phase]')).toHaveAttribute('data-phase', 'off');
			await expect(webcam.getByRole('button', { name: 'Try again' })).toBeFocused();
		}
		expect(await told).toContain('the camera’s worker could not be started');
	});
});
