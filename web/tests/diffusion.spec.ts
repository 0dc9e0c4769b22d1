import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { repository } from './exhibit';
import { cancelNewFaces, picture } from './faces';
import { expectNoAxeViolations, test } from './support';
import { run } from './tensors';

const title = 'At how few bits do the faces fall apart?';
const stage = (figure: Locator) => figure.locator('[data-plan]');

/** The figure with whole faces, judged, on sixteen of them so that it is quick. */
async function open(page: Page, query = ''): Promise<Locator> {
	await page.goto(`widgets/?diffusion.faces=16&diffusion.steps=6${query}`);
	const figure = page.getByRole('figure', { name: title });
	await figure.scrollIntoViewIfNeeded();
	await expectDrawn(figure);
	return figure;
}

const expectDrawn = (figure: Locator) =>
	expect(figure.locator('[data-ready=true][data-backend]')).toBeAttached({ timeout: 45_000 });

const trained = 'Faces by the weights as trained';
const quantized = 'Faces by the quantized weights';

test('fewer bits draw worse faces of the same noise, in fewer bytes', async ({ page }) => {
	const figure = await open(page, '&diffusion.bits=8');
	const before = { trained: await picture(figure, trained), quantized: await picture(figure, quantized) };
	const right = Number(await stage(figure).getAttribute('data-right'));
	const bytes = Number(await stage(figure).getAttribute('data-bytes'));
	expect(right).toBeGreaterThan(0.9);
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	await page.keyboard.press('Home');
	await expect(stage(figure)).toHaveAttribute('data-bits', '2');
	await expectDrawn(figure);
	expect(await picture(figure, trained)).toBe(before.trained);
	expect(await picture(figure, quantized)).not.toBe(before.quantized);
	expect(Number(await stage(figure).getAttribute('data-right'))).toBeLessThan(right);
	expect(Number(await stage(figure).getAttribute('data-bytes'))).toBeLessThan(bytes / 3);
});

test('a sentence is understood as far as the network knows its words', async ({ page }) => {
	const figure = await open(page, '&diffusion.bits=8');
	const before = await picture(figure, quantized);
	await figure.getByLabel('What should they look like?').fill('green hair, no hat, plaid shirt');
	await figure.getByRole('button', { name: 'Draw' }).click();
	await expect(figure.getByText('hair colour: green, hat: no.')).toBeVisible();
	await expect(figure.getByText('It never learnt “shirt”, “plaid”.')).toBeVisible();
	await expect.poll(() => picture(figure, quantized)).not.toBe(before);
	await expectDrawn(figure);
	await figure.getByText('Attribute by attribute').click();
	await expect(figure.getByLabel('Hair colour')).toHaveValue('green');
	await expect(figure.getByRole('listitem').filter({ hasText: 'hair colour' })).toContainText('green');
});

test('one face is watched step by step, chosen by keys', async ({ page }) => {
	const figure = await open(page);
	const list = figure.getByRole('listbox', { name: quantized });
	await list.focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowRight');
	await expect(figure.getByText('Face 6, step by step')).toBeVisible();
	await expect(list.getByRole('option', { name: 'Face 6', exact: true })).toHaveAttribute(
		'aria-selected',
		'true'
	);
	const large = figure.getByRole('img', { name: /^As trained, after step/ }).locator('canvas');
	const drawing = () => large.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
	await expect(
		figure.getByRole('button', { name: 'As trained: step 6' }).locator('canvas')
	).toHaveAttribute('width', '16', { timeout: 30_000 });
	const last = await drawing();
	await figure.getByRole('slider', { name: 'Step', exact: true }).focus();
	await page.keyboard.press('Home');
	await expect(figure.getByRole('img', { name: /^As trained, after step 1:/ })).toBeVisible();
	await expect.poll(drawing).not.toBe(last);
});

test('a link brings back prompt, weights and the reader’s own bits', async ({ page }) => {
	const bits = '4'.repeat(10) + '8'.repeat(23);
	const figure = await open(page, `&diffusion.bits=4&diffusion.plan=own&diffusion.layers=${bits}`);
	await expect(stage(figure)).toHaveAttribute('data-plan', 'own');
	// such a link opens what it is about
	await expect(figure.getByText(/too much/)).toBeVisible();
});

interface ModelReport {
	bytes: { after: number };
	layers: { name: string; weights: { bits: number } }[];
}

/** What the command line says of the diffusion model, with its weights linear and per output channel. */
const modelCli = (...args: string[]): ModelReport =>
	JSON.parse(
		run(
			'model',
			join(repository, 'assets/models/diffusion.safetensors'),
			...['--method', 'linear', '--mode', 'symmetric', '--granularity', 'channel', ...args, '--json']
		)
	);

test('bits are dealt out as the command line does; the measuring shows, may be cancelled and is kept', async ({
	page
}) => {
	test.setTimeout(300_000);
	const figure = await open(page, '&diffusion.bits=3');
	const budget = Number(await stage(figure).getAttribute('data-bytes'));
	expect(budget).toBe(modelCli('--bits', '3').bytes.after);
	await figure.getByText('Which layers deserve their bits?').first().click();
	const deal = figure.getByRole('radio', { name: /^Dealt out by error/ });
	const measuring = figure.getByText(/\d+ of \d+ runs/);
	const runs = async () => Number(/: (\d+) of/.exec(await measuring.innerText())?.[1]);

	await deal.check();
	await expect(measuring).toHaveText(/: [1-9]\d* of/, { timeout: 60_000 });
	const measured = await runs();
	await figure.locator('.layers').getByRole('button', { name: 'Cancel' }).click();
	await expect(measuring).toBeHidden();
	await expect(stage(figure)).toHaveAttribute('data-plan', 'same');

	// Asked again it goes on from there, to its end.
	await figure.getByRole('radio', { name: /^The same everywhere/ }).check();
	await expectDrawn(figure);
	await deal.check();
	await expect(measuring).toBeVisible({ timeout: 60_000 });
	expect(await runs()).toBeGreaterThanOrEqual(measured);
	await expect(stage(figure)).toHaveAttribute('data-plan', 'automatic', { timeout: 120_000 });
	const there = modelCli('--budget', String(budget));
	expect(Number(await stage(figure).getAttribute('data-bytes'))).toBe(there.bytes.after);
	const strip = figure.getByRole('group', { name: 'Bits of each layer' });
	for (const { name, weights } of there.layers)
		await expect(strip.getByLabel(`Bits of ${name}`, { exact: true })).toHaveValue(String(weights.bits));
	await expect(figure.getByText(/of a budget of/)).toBeVisible();

	// Another budget is answered without measuring.
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	await page.keyboard.press('ArrowRight');
	await expect(stage(figure)).toHaveAttribute('data-bits', '4', { timeout: 45_000 });
	await expect(stage(figure)).toHaveAttribute('data-plan', 'automatic');
	expect(await measuring.count()).toBe(0);
	const more = modelCli('--budget', String(modelCli('--bits', '4').bytes.after));
	expect(Number(await stage(figure).getAttribute('data-bytes'))).toBe(more.bytes.after);
});

test('new faces are others, and cancelling keeps what is there', async ({ page }) => {
	const figure = await open(page);
	const before = await picture(figure, trained);
	await figure.getByRole('button', { name: 'New faces' }).click();
	await expect.poll(() => picture(figure, trained), { timeout: 20_000 }).not.toBe(before);
	await expectDrawn(figure);

	const shown = await cancelNewFaces(figure, trained);
	await figure.getByRole('button', { name: 'New faces' }).click();
	await expect.poll(() => picture(figure, trained), { timeout: 20_000 }).not.toBe(shown);
	await expectDrawn(figure);
});

test('no accessibility violations', async ({ page }) => {
	const figure = await open(page);
	await figure.getByText('Which layers deserve their bits?').first().click();
	await figure.getByText('Attribute by attribute').click();
	await expectNoAxeViolations(page, 'figure:has([data-plan])');
});
