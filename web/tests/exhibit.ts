import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import createCore from '../engine/wasm/core.mjs';
import { articlePath } from './support';

export const repository = new URL('../../', import.meta.url).pathname;
const photos = join(repository, 'cpp/tests/golden/photo/');

export const dogFile = join(repository, 'assets/dog.jpg');
/** Small pictures of other sizes than the dog's. */
export const otherPicture = join(photos, 'baseline.jpg');
export const fewColors = join(photos, 'palette.png');

/** The figure with this title, once it has been scrolled to and shows a full result. */
export async function openFigure(page: Page, title: string, query = ''): Promise<Locator> {
	await page.goto(articlePath + query);
	const figure = page.getByRole('figure', { name: title });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-effort]')).toHaveAttribute('data-effort', 'full', { timeout: 20_000 });
	return figure;
}

/** The number that stands under a Stat's label, or after a bar's. */
export async function numberAt(figure: Locator, label: string): Promise<number> {
	const stat = figure.locator('.stat', { has: figure.page().getByText(label, { exact: true }) });
	await expect(stat.locator('.value')).toHaveAttribute('aria-busy', 'false');
	return Number((await stat.locator('.value').innerText()).replaceAll(',', '').match(/[\d.]+/)![0]);
}

/** Lets go of a file over the figure, as from a folder. */
export async function drop(figure: Locator, name: string, type: string, bytes: Buffer): Promise<void> {
	const transfer = await dataTransfer(figure.page(), name, type, bytes);
	await figure.dispatchEvent('dragover', { dataTransfer: transfer });
	await figure.dispatchEvent('drop', { dataTransfer: transfer });
}

/** Pastes a file while the pointer is over the figure. */
export async function paste(figure: Locator, name: string, type: string, bytes: Buffer): Promise<void> {
	await figure.hover();
	const transfer = await dataTransfer(figure.page(), name, type, bytes);
	await figure.page().evaluate((clipboardData) => {
		document.body.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
		);
	}, transfer);
}

function dataTransfer(page: Page, name: string, type: string, bytes: Buffer) {
	return page.evaluateHandle(
		([name, type, base64]) => {
			const bytes = Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0));
			const transfer = new DataTransfer();
			transfer.items.add(new File([bytes], name!, { type: type! }));
			return transfer;
		},
		[name, type, bytes.toString('base64')]
	);
}

/** What the command line says of the same picture. */
export function cli(
	picture: string,
	k: number,
	space = 'srgb'
): { mse: number; heatmap: { mean: number; max: number } } {
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	try {
		const args = [
			'image',
			picture,
			'-k',
			String(k),
			'--space',
			space,
			'--json',
			'--heatmap',
			join(folder, 'heat.png')
		];
		return JSON.parse(
			execFileSync(join(repository, 'build/native/roundoff'), args, { encoding: 'utf8' })
		);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** The colours in a PNG file, decoded anew, as #rrggbb. */
export async function colorsOf(
	file: Buffer
): Promise<{ width: number; height: number; colors: Set<string> }> {
	const core = await createCore({
		wasmBinary: readFileSync(join(repository, 'web/engine/wasm/core.wasm'))
	});
	const picture = core.pictureFromFile(file);
	if (typeof picture === 'string') throw new Error(picture);
	const { width, height } = picture;
	const rgba = picture.rgba();
	const colors = new Set<string>();
	for (let i = 0; i < rgba.length; i += 4)
		colors.add('#' + Buffer.from(rgba.subarray(i, i + 3)).toString('hex'));
	return { width, height, colors };
}
