import { expect, type Locator, type Page } from '@playwright/test';
import { drop } from './exhibit';
import { expectNoAxeViolations, test } from './support';

const title = 'What does the network make of your picture?';
const stage = (figure: Locator) => figure.locator('[data-psnr]');
const editor = (figure: Locator) => figure.getByRole('application', { name: /^Your picture/ });

const ready = (figure: Locator) =>
	expect(figure.locator('[data-psnr][data-ready=true]')).toBeAttached({ timeout: 30_000 });

async function open(page: Page): Promise<Locator> {
	await page.goto('widgets/');
	const figure = page.getByRole('figure', { name: title });
	await figure.scrollIntoViewIfNeeded();
	await ready(figure);
	return figure;
}

/** The colour of one cell of the reader's picture. */
const colorAt = (figure: Locator, x: number, y: number) =>
	editor(figure)
		.locator('canvas')
		.evaluate(
			(canvas: HTMLCanvasElement, [x, y]) => [
				...canvas.getContext('2d')!.getImageData(x!, y!, 1, 1).data.slice(0, 3)
			],
			[x, y]
		);

async function place(figure: Locator, x: number, y: number) {
	const box = (await editor(figure).boundingBox())!;
	return { x: box.x + ((x + 0.5) * box.width) / 16, y: box.y + ((y + 0.5) * box.height) / 16 };
}

const red = [0xbd, 0x17, 0x00];

test('is drawn on with the mouse, and comes back through the network at once', async ({ page }) => {
	const figure = await open(page);
	const before = await stage(figure).getAttribute('data-psnr');
	await editor(figure).scrollIntoViewIfNeeded();
	const [from, to] = [await place(figure, 2, 1), await place(figure, 12, 1)];
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(to.x, to.y, { steps: 3 });
	await page.mouse.up();
	for (const x of [2, 7, 12]) expect(await colorAt(figure, x, 1)).toEqual(red);
	await ready(figure);
	expect(await stage(figure).getAttribute('data-psnr')).not.toBe(before);
	await figure.getByRole('button', { name: 'Undo' }).click();
	await ready(figure);
	await expect(stage(figure)).toHaveAttribute('data-psnr', before!);
	await figure.getByRole('button', { name: 'Redo' }).click();
	expect(await colorAt(figure, 7, 1)).toEqual(red);
});

test('is drawn on with keys, which say where they are', async ({ page }) => {
	const figure = await open(page);
	await editor(figure).focus();
	await page.keyboard.press('ArrowUp');
	await expect(
		figure.getByText('row 7, column 8: #4b4b4b').or(figure.getByText('row 7, column 8: dark grey'))
	).toBeAttached();
	await page.keyboard.press('m');
	await page.keyboard.press('Space');
	expect(await colorAt(figure, 7, 6)).toEqual(red);
	expect(await colorAt(figure, 8, 6)).toEqual(red);
	await page.keyboard.press('Control+z');
	expect(await colorAt(figure, 8, 6)).not.toEqual(red);
	await page.keyboard.press('f');
	await page.keyboard.press('Home');
	await figure.getByRole('button', { name: 'navy' }).click();
	await figure.getByRole('button', { name: 'Clear' }).click();
	await editor(figure).focus();
	await page.keyboard.press('Enter');
	expect(await colorAt(figure, 0, 15)).toEqual([0x03, 0x39, 0x6c]);
});

test('fewer bits bring back less', async ({ page }) => {
	const figure = await open(page);
	const psnr = async () => Number(await stage(figure).getAttribute('data-psnr'));
	const eight = await psnr();
	await figure.getByLabel('Method').selectOption('kmeans');
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	await page.keyboard.press('Home');
	await expect(figure.getByText('1.', { exact: false }).first()).toBeAttached();
	await ready(figure);
	await expect.poll(psnr).toBeLessThan(eight - 5);
});

test('a face from nowhere, and a picture of the reader’s own', async ({ page }) => {
	const figure = await open(page);
	const before = await editor(figure)
		.locator('canvas')
		.evaluate((c: HTMLCanvasElement) => c.toDataURL());
	await figure.getByRole('button', { name: 'A face from nowhere' }).click();
	await expect
		.poll(
			() =>
				editor(figure)
					.locator('canvas')
					.evaluate((c: HTMLCanvasElement) => c.toDataURL()),
			{
				timeout: 30_000
			}
		)
		.not.toBe(before);
	await drop(figure, 'notes.txt', 'text/plain', Buffer.from('not a picture'));
	await expect(figure.getByRole('alert')).toContainText('notes.txt is no picture');
	const red16 =
		'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32" fill="#ff0000"/></svg>';
	const png = await page.evaluate(async (svg) => {
		const image = new Image();
		image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = canvas.height = 32;
		canvas.getContext('2d')!.drawImage(image, 0, 0);
		return canvas.toDataURL('image/png').split(',')[1]!;
	}, red16);
	await drop(figure, 'red.png', 'image/png', Buffer.from(png, 'base64'));
	await expect.poll(() => colorAt(figure, 15, 15)).toEqual([255, 0, 0]);
	await page.getByRole('button', { name: 'Back to the first face' }).click();
	expect(
		await editor(figure)
			.locator('canvas')
			.evaluate((c: HTMLCanvasElement) => c.toDataURL())
	).toBe(before);
});

test('is drawn on by touch, and the page stays where it is', async ({ browser, baseURL }) => {
	const context = await browser.newContext({
		hasTouch: true,
		viewport: { width: 390, height: 844 },
		baseURL
	});
	const page = await context.newPage();
	const figure = await open(page);
	await editor(figure).scrollIntoViewIfNeeded();
	const { x, y } = await place(figure, 4, 0);
	await page.touchscreen.tap(x, y);
	expect(await colorAt(figure, 4, 0)).toEqual(red);
	await context.close();
});

test('no accessibility violations', async ({ page }) => {
	await open(page);
	await expectNoAxeViolations(page, 'figure:has([data-psnr])');
});
