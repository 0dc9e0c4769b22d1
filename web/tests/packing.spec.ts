import { expect, type Locator, type Page } from '@playwright/test';
import { expectNoAxeViolations, test } from './support';
import { run } from './tensors';

async function opened(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: /integers fit into one byte/ });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-bytes]')).toBeVisible();
	return figure;
}

const expectBytes = (figure: Locator, bytes: string) =>
	expect(figure.locator('[data-bytes]')).toHaveAttribute('data-bytes', bytes);
const integer = (figure: Locator, n: number) => figure.getByRole('spinbutton', { name: `Integer ${n}` });
const texts = async (rows: Locator) =>
	(await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

test('the article’s example: −3, 1, −7, 2 are 89 and 26, and come back', async ({ page }) => {
	const figure = await opened(page);
	await expectBytes(figure, '89 26');
	const first = figure.getByRole('table', { name: 'Byte 1' });
	const [, three, one, together] = await texts(first.getByRole('row'));
	expect(three).toMatch(/^−3 5 01010000 .* −3$/);
	expect(one).toMatch(/^1 9 00001001 .* 1$/);
	expect(together).toMatch(/01011001 .*= 89$/);
	await expect(figure.getByRole('table', { name: 'Byte 2' })).toContainText('= 26');
	await expect(figure.getByRole('listitem').filter({ hasText: 'packed, 2 to a byte' })).toContainText(
		'2 bytes'
	);
});

test('what is stepped and typed is packed as the command line packs it', async ({ page }) => {
	const figure = await opened(page);
	const packed = (...integers: number[]) => run('pack', '--', ...integers.map(String)).trim();
	await figure.getByRole('button', { name: 'Integer 1: one more' }).click();
	await expectBytes(figure, packed(-2, 1, -7, 2));
	for (const [i, typed] of [-8, 7, -1, 0].entries()) {
		await integer(figure, i + 1).fill(String(typed));
		await integer(figure, i + 1).press('Enter');
	}
	await expectBytes(figure, packed(-8, 7, -1, 0));
});

test('a byte is put together bit by bit: by steps, by the slider, by itself', async ({ page }) => {
	const figure = await opened(page);
	const first = figure.getByRole('table', { name: 'Byte 1' });
	const together = async () => (await texts(first.getByRole('row'))).at(-1);
	const slider = figure.getByRole('slider', { name: 'Step' });
	await slider.focus();
	await page.keyboard.press('Home');
	expect(await together()).toMatch(/^all together ········ /);
	await expect(first.getByText('= 89')).toBeHidden();
	await page.keyboard.press('ArrowRight');
	await expect(figure.getByText('−3 + 8 = 5, in bits 0101.')).toBeVisible();
	await figure.getByRole('button', { name: 'One step on' }).click();
	await figure.getByRole('button', { name: 'One step on' }).click();
	expect(await together()).toMatch(/^all together 01······ /);
	await figure.getByRole('button', { name: 'One step back' }).click();
	expect(await together()).toMatch(/^all together 0······· /);
	await figure.getByRole('button', { name: 'Play' }).click();
	await expect.poll(together).toMatch(/^all together 010[1·]/);
	await figure.getByRole('button', { name: 'Pause' }).click();
	await slider.focus();
	await page.keyboard.press('End');
	expect(await together()).toMatch(/01011001 .*= 89$/);
	await expect(figure.getByText('Byte 2 is 00011010, which is 26.')).toBeVisible();
	// Another integer is packed at once.
	await page.keyboard.press('Home');
	await figure.getByRole('button', { name: 'Integer 1: one more' }).click();
	await expect(figure.getByRole('table', { name: 'Byte 1' })).toContainText('= 105');
});

test('integers are typed and stepped, and what does not fit is refused', async ({ page }) => {
	const figure = await opened(page);
	await integer(figure, 1).fill('7');
	await integer(figure, 1).press('Enter');
	await expectBytes(figure, '249 26');
	await expect(figure.getByRole('status').last()).toContainText(
		'7, 1, -7, 2 packed into 249, 26, unpacked 7, 1, -7, 2'
	);
	await expect(figure.getByRole('button', { name: 'Integer 1: one more' })).toBeDisabled();
	await integer(figure, 1).fill('8');
	await integer(figure, 1).press('Enter');
	await expect(figure.getByRole('alert')).toContainText(
		'“8” does not fit: 4 bits hold the integers from −8 to 7'
	);
	await expect(integer(figure, 1)).toHaveValue('7');
	await expectBytes(figure, '249 26');
	await figure.getByRole('button', { name: 'Integer 1: one less' }).click();
	await expectBytes(figure, '233 26');
	await expect(figure.getByRole('alert')).toBeEmpty();
});

test('two bits, four to a byte, and a last byte that is not full', async ({ page }) => {
	const figure = await opened(page);
	await figure.getByRole('radio', { name: '2 bits' }).check();
	await expectBytes(figure, '114');
	await figure.getByRole('button', { name: 'One integer more' }).click();
	await expectBytes(figure, '114 128');
	await expect(figure.getByRole('table', { name: 'Byte 2' }).getByRole('row')).toHaveCount(6);
	await figure.getByRole('button', { name: 'Back to the example' }).click();
	await expectBytes(figure, '114');
});

test('a link brings the integers back; a bad one brings the example', async ({ page }) => {
	await expectBytes(await opened(page, '?packing.bits=4&packing.integers=0,-8,7'), '128 240');
	await expectBytes(await opened(page, '?packing.bits=4&packing.integers=0,99'), '89 26');
});

test('nothing stands out on a narrow phone, and nobody is left out', async ({ page }) => {
	await page.setViewportSize({ width: 280, height: 700 });
	const figure = await opened(page, '?packing.bits=2');
	const right = await figure
		.locator('table')
		.evaluateAll((tables) => Math.max(...tables.map((table) => table.getBoundingClientRect().right)));
	expect(right).toBeLessThanOrEqual(280);
	await expectNoAxeViolations(page, 'figure:has([data-bytes])');
});
