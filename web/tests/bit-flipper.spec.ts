import { expect, type Locator, type Page } from '@playwright/test';
import { expectNoAxeViolations, test } from './support';
import { run } from './tensors';

const numberCli = (format: string, ...number: string[]): { bits: string; value: number } =>
	JSON.parse(run('number', '--format', format, '--json', ...number));

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: 'What does each bit of a number do?' });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-bits]')).toBeVisible();
	return figure;
}

const expectBits = (figure: Locator, bits: string) =>
	expect(figure.locator('[data-bits]')).toHaveAttribute('data-bits', bits);
const value = (figure: Locator) => figure.getByRole('textbox', { name: 'Number' });

test('0.1 is in no format: what float16 and bfloat16 make of it', async ({ page }) => {
	const figure = await opened(page);
	await expectBits(figure, '0 01011 1001100110');
	const rows = figure.getByRole('row');
	await expect(rows.nth(1)).toContainText(/float16.*0\.0999755859.*2\.44×10⁻⁵.*0\.0244/s);
	await expect(rows.nth(2)).toContainText(/bfloat16.*0\.100097656.*9\.77×10⁻⁵/s);
	await expect(figure.locator('.formula').first()).toContainText('1 + 614');
});

test('there is room for a number to be typed, on any screen', async ({ page }) => {
	for (const width of [1280, 640, 390]) {
		await page.setViewportSize({ width, height: 900 });
		const { width: room } = (await value(await opened(page)).boundingBox())!;
		expect(room).toBeGreaterThan(150);
	}
});

test('flipped and typed, every format ends on what the command line says', async ({ page }) => {
	const figure = await opened(page);
	const formats = ['float32', 'float16', 'bfloat16', 'fp8_e4m3', 'fp8_e5m2', 'fp4', 'int8', 'int4', 'int2'];
	for (const format of formats) {
		await figure.getByRole('radio', { name: format, exact: true }).check();
		for (const number of ['0.1', '-2.7', '70000']) {
			await value(figure).fill(number);
			await expectBits(figure, numberCli(format, number).bits);
		}
		await value(figure).fill('1');
		await expectBits(figure, numberCli(format, '1').bits);
		// the lowest bit, by keys
		await figure.locator('.cells button').last().focus();
		await page.keyboard.press('Space');
		await expect(value(figure)).not.toHaveValue('1');
		const bits = (await figure.locator('[data-bits]').getAttribute('data-bits'))!;
		const code = `0x${parseInt(bits.replaceAll(' ', ''), 2).toString(16)}`;
		const found = numberCli(format, '--bits', code);
		expect(found.bits).toBe(bits);
		await expect(value(figure)).toHaveValue(String(found.value).replace('-', '−'));
	}
});

test('bits are flipped by mouse and by keys', async ({ page }) => {
	const figure = await opened(page);
	await figure.getByRole('button', { name: 'sign bit' }).click();
	await expectBits(figure, '1 01011 1001100110');
	await expect(value(figure)).toHaveValue('−0.0999755859375');
	await expect(figure.getByRole('status').last()).toContainText(
		'float16 −0.0999755859375, normal, bits 1 01011 1001100110'
	);

	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Space');
	await expectBits(figure, '1 11011 1001100110');
	await page.keyboard.press('End');
	await page.keyboard.press('1');
	await expectBits(figure, '1 11011 1001100111');
	await page.keyboard.press('1');
	await expectBits(figure, '1 11011 1001100111');
	await page.keyboard.press('0');
	await expectBits(figure, '1 11011 1001100110');
	await expect(figure.getByRole('button', { name: 'mantissa bit 0' })).toHaveAttribute(
		'aria-pressed',
		'false'
	);
	await expect(figure.locator('.cells button[tabindex="0"]')).toHaveCount(1);
});

test('70,000 falls off float16 and is rounded by bfloat16', async ({ page }) => {
	const figure = await opened(page);
	await value(figure).fill('70,000');
	await expectBits(figure, '0 11111 0000000000');
	await expect(figure.getByRole('row', { name: /^float16 overflows/ })).toContainText('∞');
	await expect(figure.getByRole('row', { name: /bfloat16/ })).toContainText(/70,144.*144/s);
});

test('what is no number is refused in a line, and the last number stays', async ({ page }) => {
	const figure = await opened(page);
	await value(figure).fill('12');
	await expectBits(figure, '0 10010 1000000000');
	await value(figure).fill('twelve');
	await value(figure).press('Enter');
	await expect(figure.getByRole('alert')).toContainText('“twelve” is not a number');
	await expectBits(figure, '0 10010 1000000000');
	await figure.getByRole('button', { name: 'next above' }).click();
	await expect(figure.getByRole('alert')).toBeEmpty();
	await expect(value(figure)).toHaveValue('12.0078125');
});

test('every format shows all its bits, and int8 counts its highest below zero', async ({ page }) => {
	const figure = await opened(page);
	const counts = { float32: 32, bfloat16: 16, fp8_e4m3: 8, fp8_e5m2: 8, fp4: 4, int8: 8, int4: 4, int2: 2 };
	for (const [format, bits] of Object.entries(counts)) {
		await figure.getByRole('radio', { name: format, exact: true }).check();
		await expect(figure.locator('.cells button')).toHaveCount(bits);
	}
	await figure.getByRole('radio', { name: 'int8' }).check();
	await value(figure).fill('-37');
	await expectBits(figure, '11011011');
	await expect(figure.locator('.formula').first()).toContainText('−128 + 64 + 16 + 8 + 2 + 1 = −37');
});

test('the number line zooms and moves, and the wheel is the page’s until the line is chosen', async ({
	page
}) => {
	const figure = await opened(page);
	const line = figure.getByRole('application');
	const width = async () =>
		Number(await line.getAttribute('data-max')) - Number(await line.getAttribute('data-min'));
	const first = await width();
	await line.hover();
	await page.mouse.wheel(0, 100);
	await page.waitForTimeout(200);
	expect(await width()).toBe(first);

	await line.focus();
	await line.hover();
	await page.mouse.wheel(0, 100);
	await expect.poll(width).toBeCloseTo(2 * first, 6);
	await page.keyboard.press('+');
	await expect.poll(width).toBeCloseTo(first, 6);
	await page.keyboard.press('+');
	await expect.poll(width).toBeCloseTo(first / 2, 6);
	await page.keyboard.press('Home');
	await expect.poll(width).toBeCloseTo(first, 9);

	const start = Number(await line.getAttribute('data-min'));
	await page.keyboard.press('ArrowRight');
	await expect.poll(async () => Number(await line.getAttribute('data-min'))).toBeGreaterThan(start);
	await figure.getByRole('button', { name: 'All of it' }).click();
	await expect.poll(width).toBeCloseTo(2.2 * 65504, 0);
	await expect(line).toHaveAttribute('aria-label', /float16: 63,487 numbers here, 600 drawn/);
	await figure.getByRole('button', { name: 'Zoom in' }).click();
	await expect.poll(width).toBeLessThan(2 * 65504);
});

test('a link brings flipped bits back, and forgets what makes no sense', async ({ page, context }) => {
	await context.grantPermissions(['clipboard-read', 'clipboard-write']);
	const figure = await opened(
		page,
		'?bit-flipper.format=fp8_e4m3&bit-flipper.with=float99&bit-flipper.value=3.3'
	);
	await expectBits(figure, '0 1000 101');
	await figure.getByRole('button', { name: 'mantissa bit 1' }).click();
	await expectBits(figure, '0 1000 111');
	await figure.getByRole('button', { name: /Link to this state/ }).click();
	const link = new URL(await page.evaluate(() => navigator.clipboard.readText()));
	expect(Object.fromEntries(link.searchParams)).toEqual({
		'bit-flipper.format': 'fp8_e4m3',
		'bit-flipper.with': 'bfloat16',
		'bit-flipper.bits': '01000111'
	});
	const again = await opened(page, link.search);
	await expectBits(again, '0 1000 111');
});

test('32 bits fit a narrow phone, and nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	const figure = await opened(page, '?bit-flipper.format=float32&bit-flipper.value=0.1');
	await expect(figure.locator('.cells button')).toHaveCount(32);
	const boxes = await figure.locator('.cells button').evaluateAll((all) =>
		all.map((button) => {
			const { left, right, width, height } = button.getBoundingClientRect();
			return { left, right, width, height };
		})
	);
	for (const { left, right, width, height } of boxes) {
		expect(left).toBeGreaterThanOrEqual(0);
		expect(right).toBeLessThanOrEqual(280);
		expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
	}
	await expectNoAxeViolations(page, 'figure:has([data-bits])');
});
