import { expect, type Locator } from '@playwright/test';
import { expectNoAxeViolations, test } from './support';
import { cli, networkFile, openTensorFigure, weightsOf } from './tensors';

const title = 'How many weights should share a scale?';
const layer = 'GFF_1/kernel';
const shape = [1, 1, 128, 64];

const mse = async (figure: Locator, id: string) =>
	Number(await figure.locator(`[data-id=${id}]`).getAttribute('data-mse'));

async function expectErrorsOfCli(
	figure: Locator,
	tensor: Parameters<typeof cli>[0],
	{ bits = 4, group = 32, axis = 3 } = {}
): Promise<void> {
	const options = { method: 'linear', bits };
	const by = {
		asymmetric: { mode: 'asymmetric' },
		symmetric: {},
		channel: { granularity: 'channel', axis },
		group: { granularity: 'group', 'group-size': group }
	};
	for (const [id, own] of Object.entries(by))
		expect(await mse(figure, id), id).toBe(
			cli(tensor, { ...options, ...own } as Record<string, string | number>).mse
		);
}

test('all four have the command line’s errors, with the outlier and without', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const values = weightsOf(layer);
	const largest = values.reduce(
		(best, value, i) => (Math.abs(value) > Math.abs(values[best]!) ? i : best),
		0
	);
	values[largest] = Math.fround(values[largest]! * 10);
	await expectErrorsOfCli(figure, { shape, values });

	await figure.getByRole('slider', { name: 'One weight, times' }).focus();
	await page.keyboard.press('Home');
	await expect(figure.locator('[data-factor]')).toHaveAttribute('data-factor', '1');
	await expectErrorsOfCli(figure, `${networkFile}:${layer}`);
});

test('bits, groups and channels are the reader’s to choose', async ({ page }) => {
	const figure = await openTensorFigure(page, title, '?granularity.times=1');
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	await page.keyboard.press('ArrowLeft');
	await figure.getByRole('slider', { name: 'Weights in a group' }).focus();
	await page.keyboard.press('ArrowLeft');
	await figure.getByRole('radio', { name: 'an input (row)' }).check();
	const stage = figure.locator('[data-group]');
	await expect(stage).toHaveAttribute('data-bits', '3');
	await expect(stage).toHaveAttribute('data-group', '16');
	await expect(stage).toHaveAttribute('data-channel', 'input');
	await expectErrorsOfCli(figure, `${networkFile}:${layer}`, { bits: 3, group: 16, axis: 2 });
	await expect(figure.getByRole('row', { name: /group-wise/ })).toContainText('5.00');
	await expect(figure.getByRole('status').last()).toContainText('Mean squared errors at 3 bits');
});

test('a weight that is chosen becomes the outlier, by hand and by key', async ({ page }) => {
	const figure = await openTensorFigure(page, title, '?granularity.times=50');
	const map = figure.getByRole('application').first();
	const box = (await map.boundingBox())!;
	await map.click({ position: { x: (box.width * 10.5) / 64, y: (box.height * 20.5) / 128 } });
	await expect(figure.getByText(/The weight in row 21, column 11 is/)).toBeVisible();
	const values = weightsOf(layer);
	values[20 * 64 + 10] = Math.fround(values[20 * 64 + 10]! * 50);
	await expect
		.poll(() => mse(figure, 'symmetric'))
		.toBe(cli({ shape, values }, { method: 'linear', bits: 4 }).mse);

	await page.keyboard.press('ArrowRight');
	await expect(map.locator('..').getByRole('status')).toContainText('became');
	await page.keyboard.press('Enter');
	await expect(figure.getByText(/The weight in row 21, column 12 is/)).toBeVisible();
});

test('a link brings the state back', async ({ page }) => {
	const figure = await openTensorFigure(
		page,
		title,
		'?granularity.tensor=small&granularity.group=4&granularity.times=3&granularity.weight=5'
	);
	await expect(figure.getByText(/The weight in row 1, column 6 is/)).toBeVisible();
	await expect(figure.locator('[data-group]')).toHaveAttribute('data-group', '4');
	await expect(figure.getByRole('grid')).toHaveCount(4);
});

test('no accessibility violations', async ({ page }) => {
	await openTensorFigure(page, title);
	await expectNoAxeViolations(page, 'figure:has([data-group])');
});

/** Moves the slider by a key, and reads its number before anything else can happen. */
const step = (figure: Locator, key: string) =>
	figure.getByRole('slider', { name: 'One weight, times' }).evaluate(async (slider, key) => {
		const output = slider.closest('.slider')!.querySelector('output')!;
		const stage = slider.closest('figure')!.querySelector('[data-factor]')!;
		const before = output.textContent;
		const answered = new Promise<string | null>((resolve) => {
			const observer = new MutationObserver(() => {
				observer.disconnect();
				resolve(output.textContent);
			});
			observer.observe(stage, { attributeFilter: ['data-factor'] });
		});
		slider.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
		for (let i = 0; i < 50; i++) await Promise.resolve();
		const waits = output.textContent === before;
		const shown = await Promise.race([
			answered,
			new Promise<undefined>((resolve) => setTimeout(resolve, 1000))
		]);
		return { waits, shown, last: output.textContent, before };
	}, key);

test('a slider waits for the picture that answers it, but not for a late one', async ({ page }) => {
	await page.addInitScript(() => {
		const post = Worker.prototype.postMessage;
		Worker.prototype.postMessage = function (this: Worker, ...args: Parameters<Worker['postMessage']>) {
			const isLate = document.documentElement.dataset.late !== undefined;
			if (!isLate) post.apply(this, args);
		} as Worker['postMessage'];
	});
	const figure = await openTensorFigure(page, title);
	let key = 'ArrowRight';
	await expect
		.poll(async () => {
			key = key === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight';
			const { waits, shown, before } = await step(figure, key);
			expect(shown).not.toBe(before);
			return waits && shown !== undefined;
		})
		.toBe(true);
	await page.evaluate(() => (document.documentElement.dataset.late = ''));
	const { shown, last, before } = await step(figure, key);
	expect(shown).toBeUndefined();
	expect(last).not.toBe(before);
});
