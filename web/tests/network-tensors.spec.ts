import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { formatDecibels } from '../parts/format';
import { drop } from './exhibit';
import { expectNoAxeViolations, test } from './support';
import { cli, dataOf, networkFile, npy, openTensorFigure, run } from './tensors';

const title = 'How small does a real network get, and what does it lose?';

const stage = (figure: Locator) => figure.locator('[data-layer]');
const bytes = (figure: Locator, bar: string) =>
	figure.locator('li', { hasText: bar }).locator('.bytes').getAttribute('title');
const inWords = (count: number) => `${count.toLocaleString('en-GB')} bytes`;

test('a layer by every method has the command line’s error and size', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const place = `${networkFile}:UPN1/kernel`;
	expect(Number(await dataOf(figure, 'mse'))).toBe(
		cli(place, { method: 'linear', bits: 4, granularity: 'channel', axis: 3 }).mse
	);
	for (const [name, options] of [
		['NF4', { method: 'nf4' }],
		['k-means, 4 bits', { method: 'kmeans', bits: 4, granularity: 'channel', axis: 3 }],
		['bfloat16', { method: 'bfloat16' }]
	] as const) {
		await figure.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
		await expect(stage(figure)).toHaveAttribute('data-method', options.method);
		const report = cli(place, options);
		expect(Number(await dataOf(figure, 'mse'))).toBe(report.mse);
		expect(await bytes(figure, 'This layer,')).toBe(inWords(report.bytes.after));
		await expect(figure.getByRole('row', { name: new RegExp(`^${name}`) })).toContainText(
			formatDecibels(report.sqnr_db)
		);
	}
});

test('the whole network’s size is the sum of its layers’', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	await figure.getByRole('radio', { name: /^GGUF Q4_0/ }).check();
	await expect(stage(figure)).toHaveAttribute('data-method', 'q4_0');
	const { tensors } = JSON.parse(run('tensor', networkFile, '--json')) as {
		tensors: { name: string; shape: number[]; bytes: number }[];
	};
	const after = tensors.map(({ name, shape, bytes }) =>
		shape.length > 1 ? cli(`${networkFile}:${name}`, { method: 'q4_0' }).bytes.after : bytes
	);
	const sum = after.reduce((total, size) => total + size, 0);
	await expect(stage(figure)).toHaveAttribute('data-whole', String(sum), { timeout: 20_000 });
});

test('layers, bits and groups are the reader’s to choose', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	await figure.getByLabel(/Layer of/).selectOption('SR/kernel');
	await expect(stage(figure)).toHaveAttribute('data-layer', 'SR/kernel');
	await figure.getByRole('radio', { name: 'Group', exact: true }).check();
	await figure.getByRole('slider', { name: 'Bits for each weight' }).focus();
	await page.keyboard.press('Home');
	await expect(stage(figure)).toHaveAttribute('data-bits', '2');
	await expect
		.poll(async () => Number(await dataOf(figure, 'mse')))
		.toBe(
			cli(`${networkFile}:SR/kernel`, {
				method: 'linear',
				bits: 2,
				granularity: 'group',
				'group-size': 32
			}).mse
		);
});

test('a reader’s own file is taken, and the network comes back', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const values = Float32Array.from({ length: 48 }, (_, i) => Math.sin(i) * (i === 7 ? 9 : 1));
	await drop(figure, 'mine.npy', 'application/octet-stream', npy([6, 8], values));
	await expect(figure.getByLabel('Tensors of mine.npy')).toBeVisible();
	await expect(figure.getByRole('grid')).toHaveCount(3);
	await expect
		.poll(async () => Number(await dataOf(figure, 'mse')))
		.toBe(
			cli({ shape: [6, 8], values }, { method: 'linear', bits: 4, granularity: 'channel', axis: 1 }).mse
		);
	await page.getByRole('button', { name: 'Back to the network' }).click();
	await expect(stage(figure)).toHaveAttribute('data-layer', 'UPN1/kernel');
});

test('a file that is none is refused in words, and the last good tensor stays', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const before = await dataOf(figure, 'mse');
	for (const [name, content] of [
		['notes.txt', Buffer.from('no tensors here')],
		['empty.npy', Buffer.alloc(0)],
		['cut.safetensors', readFileSync(networkFile).subarray(0, 5000)],
		['liar.npy', npy([1_000_000_000, 4], [1, 2, 3])]
	] as const) {
		await drop(figure, name, 'application/octet-stream', content);
		await expect(figure.getByRole('alert').locator('span')).not.toBeEmpty();
		expect(await dataOf(figure, 'mse')).toBe(before);
		await figure.getByRole('button', { name: 'Dismiss this message' }).click();
		await expect(figure.getByRole('alert').locator('span')).toHaveCount(0);
	}
});

test('what is downloaded is what the command line writes', async ({ page }) => {
	const figure = await openTensorFigure(
		page,
		title,
		'?network-tensors.layer=GFF_1/kernel&network-tensors.method=q8_0'
	);
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	for (const [button, option, name] of [
		['Download the values (.npy)', '--out', 'GFF_1-kernel-q8_0.npy'],
		['Download the integers (.npy)', '--ints', 'GFF_1-kernel-q8_0-integers.npy']
	] as const) {
		const downloading = page.waitForEvent('download');
		await figure.getByRole('button', { name: button }).click();
		const download = await downloading;
		expect(download.suggestedFilename()).toBe(name);
		const own = join(folder, name);
		run('tensor', `${networkFile}:GFF_1/kernel`, '--method', 'q8_0', option, own);
		expect(readFileSync(await download.path()).equals(readFileSync(own))).toBe(true);
	}
});

test('a weight is read in all three pictures, with its place in the layer', async ({ page }) => {
	const figure = await openTensorFigure(page, title);
	const picture = figure.getByRole('application').first();
	const box = (await picture.boundingBox())!;
	// 5 tiles of 64 cells and the lines between them: tile 2, 1; cell 10, 20.
	await picture.hover({
		position: { x: (box.width * (65 + 10.5)) / 324, y: (box.height * (130 + 20.5)) / 324 }
	});
	await expect(figure.getByText('Weight [2, 1, 20, 10]:')).toBeVisible();
	await expect(figure.locator('.mark')).toHaveCount(3);
});

test('what is no number is told apart: grey for NaN, colours of their own for the infinities, all in the legend', async ({
	page
}) => {
	const figure = await openTensorFigure(page, title);
	const values = Float32Array.from({ length: 16 }, (_, i) => i / 16);
	values.set([NaN, Infinity, -Infinity], 5);
	await drop(figure, 'odd.npy', 'application/octet-stream', npy([4, 4], values));
	await expect(page.getByLabel('Tensors of odd.npy')).toBeVisible();
	const colors = (pane: string) =>
		figure
			.locator('.pane', { hasText: pane })
			.locator('canvas')
			.evaluate((canvas: HTMLCanvasElement) => {
				const { data } = canvas.getContext('2d')!.getImageData(0, 0, 4, 4);
				return [5, 6, 7].map((i) => [...data.subarray(4 * i, 4 * i + 4)].join(' '));
			});
	const legend = (name: string) => figure.locator('.legend', { hasText: name }).locator('.others span');
	await expect(legend('Weights, before')).toHaveText(['NaN', '−∞', '∞']);
	await expect(legend('Error, either way')).toHaveText(['NaN', 'infinite']);
	const [nan, infinity, negative] = await colors('Before');
	const [red, green, blue, alpha] = nan!.split(' ');
	expect([green, blue, alpha]).toEqual([red, red, '255']);
	expect(new Set([nan, infinity, negative]).size).toBe(3);
	const swatch = (name: string, which: number) =>
		legend(name)
			.nth(which)
			.locator('i')
			.evaluate((element) => getComputedStyle(element).backgroundColor.replace(/[^\d ]/g, ''));
	expect([nan, negative, infinity]).toEqual(
		(await Promise.all([0, 1, 2].map((i) => swatch('Weights, before', i)))).map((rgb) => `${rgb} 255`)
	);
	expect(await colors('Error')).toEqual(
		(await Promise.all([0, 1, 1].map((i) => swatch('Error, either way', i)))).map((rgb) => `${rgb} 255`)
	);
});

test('no accessibility violations', async ({ page }) => {
	await openTensorFigure(page, title);
	await expectNoAxeViolations(page, 'figure:has([data-layer])');
});
