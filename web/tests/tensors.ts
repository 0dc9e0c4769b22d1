import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { repository } from './exhibit';

/** The network as the site serves it. */
export const networkFile = join(repository, 'build/site/models/esrgan-slim-x2.safetensors');

export interface TensorReport {
	mse: number;
	mae: number;
	sqnr_db: number;
	clip_mse: number;
	round_mse: number;
	effective_bits: number;
	bytes: { before: number; after: number };
	scale: number;
	zero_point: number;
}

/** What the command line says of a tensor: `FILE:NAME`, or values of our own. */
export function cli(
	tensor: string | { shape: number[]; values: ArrayLike<number> },
	options: Record<string, string | number>
): TensorReport {
	const folder = mkdtempSync(join(tmpdir(), 'roundoff-'));
	try {
		const own = join(folder, 'own.npy');
		if (typeof tensor !== 'string') writeFileSync(own, npy(tensor.shape, tensor.values));
		const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
		return JSON.parse(run('tensor', typeof tensor === 'string' ? tensor : own, ...args, '--json'));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

export interface RateReport {
	points: { quantizer: string; fixed: number; entropy: number; huffman: number; sqnr_db: number }[];
}

/** What the command line says of a layer of the network. */
export const rateCli = (layer: string): RateReport =>
	JSON.parse(run('rate', `${networkFile}:${layer}`, '--json'));

export const run = (...args: string[]): string =>
	execFileSync(join(repository, 'build/native/roundoff'), args, { encoding: 'utf8' });

/** A float32 .npy file. */
export function npy(shape: readonly number[], values: ArrayLike<number>): Buffer {
	const start = '\x93NUMPY\x01\x00';
	const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
	const header = text.padEnd(128 - start.length - 2 - 1) + '\n';
	const length = Buffer.alloc(2);
	length.writeUInt16LE(header.length);
	const data = Buffer.from(Float32Array.from(values).buffer);
	return Buffer.concat([Buffer.from(start, 'latin1'), length, Buffer.from(header, 'latin1'), data]);
}

/** The weights of one tensor of the network. */
export function weightsOf(name: string): Float32Array {
	const file = readFileSync(networkFile);
	const headerEnd = 8 + Number(file.readBigUInt64LE());
	const [begin, end] = JSON.parse(file.toString('utf8', 8, headerEnd))[name].data_offsets;
	return new Float32Array(Uint8Array.from(file.subarray(headerEnd + begin, headerEnd + end)).buffer);
}

/** The figure with this title, once it shows an answer of the reader's own core. */
export async function openTensorFigure(page: Page, title: string, query = ''): Promise<Locator> {
	await page.goto(`widgets/${query}`);
	const figure = page.getByRole('figure', { name: title });
	await figure.scrollIntoViewIfNeeded();
	await expect(figure.locator('[data-ready=true]')).toBeAttached({ timeout: 20_000 });
	return figure;
}

/** A number in full from one of the figure's data attributes. */
export async function dataOf(figure: Locator, name: string): Promise<string> {
	return (await figure.locator(`[data-${name}]`).first().getAttribute(`data-${name}`))!;
}
