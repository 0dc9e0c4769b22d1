/** The core as the site carries it, against the core as the command line runs it: the same bits. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CoreSession } from './core-session';
import { CoreError, type ColorSpace, type Picture, type Seeding } from './types';
import createCore from './wasm/core.mjs';

const root = join(import.meta.dirname, '../..');
const dog = join(root, 'assets/dog.jpg');

interface CliAnswer {
	mse: number;
	psnr_db: number;
	ssim: number;
	inertia: number;
	iterations: number;
	unique_colors: number;
	bytes: { raw: number; indexed: number; png: number };
	palette: string[];
	counts: number[];
}

function cli(k: number, space: ColorSpace, seeding: Seeding): CliAnswer {
	const args = [
		'image',
		dog,
		'-k',
		`${k}`,
		'--space',
		space,
		'--seeding',
		seeding,
		'--seed',
		'7',
		'--json'
	];
	return JSON.parse(
		execFileSync(join(root, 'build/native/roundoff'), args, { encoding: 'utf8' })
	) as CliAnswer;
}

const hex = (palette: Uint8Array) =>
	Array.from(
		{ length: palette.length / 3 },
		(_, i) =>
			`#${[...palette.subarray(3 * i, 3 * i + 3)].map((level) => level.toString(16).padStart(2, '0')).join('')}`
	);

let session: CoreSession;
let picture: Picture;
beforeAll(async () => {
	const core = await createCore({ wasmBinary: readFileSync(join(import.meta.dirname, 'wasm/core.wasm')) });
	session = new CoreSession(core);
	picture = await session.load(new Blob([readFileSync(dog)]));
});

describe('the WASM core on the dog', () => {
	it.each([
		[1, 'srgb', 'split'],
		[2, 'srgb', 'split'],
		[16, 'srgb', 'split'],
		[64, 'srgb', 'split'],
		[256, 'srgb', 'split'],
		[16, 'linear', 'split'],
		[16, 'oklab', 'split'],
		[100, 'oklab', 'split'],
		[12, 'srgb', 'kmeans++'],
		[12, 'oklab', 'random'],
		[12, 'linear', 'corner']
	] as [number, ColorSpace, Seeding][])('agrees with the CLI at k = %i, %s, %s', (k, space, seeding) => {
		const options = { k, space, seeding, seed: 7 };
		const here = session.quantize(picture.handle, options);
		const measures = session.measure(picture.handle, options);
		const there = cli(k, space, seeding);
		expect(hex(here.palette)).toEqual(there.palette);
		expect([...here.counts]).toEqual(there.counts);
		expect(here.mse).toBe(there.mse);
		expect(here.inertia).toBe(there.inertia);
		expect(here.iterations).toBe(there.iterations);
		expect(here.bytes).toEqual({ raw: there.bytes.raw, indexed: there.bytes.indexed });
		expect(measures.pngBytes).toBe(there.bytes.png);
		expect(measures.ssim).toBe(there.ssim);
		expect(here.psnrDb).toBeCloseTo(there.psnr_db, 9);
		expect(picture.uniqueColors).toBe(there.unique_colors);
	});

	it('paints what the palette and the indices say', () => {
		const { rgba, indices, palette } = session.quantize(picture.handle, { k: 9 });
		for (let pixel = 0; pixel < picture.pixels; pixel += 997) {
			const entry = indices[pixel]!;
			expect([...rgba.subarray(4 * pixel, 4 * pixel + 4)]).toEqual([
				...palette.subarray(3 * entry, 3 * entry + 3),
				255
			]);
		}
	});

	it('paints in a palette of the reader’s own, in its order, by the nearest colour', () => {
		const palette = Uint8Array.of(250, 250, 250, 0, 0, 0, 120, 110, 90);
		const own = session.paintWith(picture.handle, palette);
		expect([...own.palette]).toEqual([...palette]);
		expect(own).toMatchObject({ k: 3, colors: 3, exact: false });
		let squared = 0;
		for (let pixel = 0; pixel < picture.pixels; pixel++) {
			const distances = [0, 3, 6].map((entry) =>
				[0, 1, 2].reduce(
					(sum, c) => sum + (picture.rgba[4 * pixel + c]! - palette[entry + c]!) ** 2,
					0
				)
			);
			squared += Math.min(...distances);
		}
		expect(own.mse).toBeCloseTo(squared / picture.pixels, 6);
	});

	it('lets k-means go on from there, to a smaller error', () => {
		const palette = Uint8Array.of(250, 250, 250, 0, 0, 0, 120, 110, 90);
		const own = session.paintWith(picture.handle, palette);
		const settled = session.paintWith(picture.handle, palette, { settle: true });
		expect(settled.mse).toBeLessThan(own.mse);
		expect(settled.iterations).toBeGreaterThan(1);
		// From the palette of the best it finds nothing to move but what eight bits rounded.
		const best = session.quantize(picture.handle, { k: 3 });
		const again = session.paintWith(picture.handle, best.palette, { settle: true });
		expect(Math.abs(again.mse / best.mse - 1)).toBeLessThan(1e-3);
	});

	it('answers a draft of a full palette, not far from the full result', () => {
		const draft = session.quantize(picture.handle, { k: 32, effort: 'draft' });
		const full = session.quantize(picture.handle, { k: 32 });
		expect(draft.colors).toBe(32);
		expect(draft.mse).toBeLessThan(1.15 * full.mse);
	});

	it('traces from the seeds to the end, the error never rising', () => {
		const { frames, nearest, mse } = session.steps(picture.handle, { k: 5, seeding: 'corner' });
		expect(frames.length).toBe(mse.length);
		const { counts } = session.cloud(picture.handle);
		for (const joined of nearest) expect(joined.length).toBe(counts.length);
		expect(new Set(nearest.at(-1))).toEqual(new Set([0, 1, 2, 3, 4]));
		for (const frame of frames) expect(frame.length).toBe(15);
		for (let i = 1; i < mse.length; i++) expect(mse[i]).toBeLessThanOrEqual(mse[i - 1]! * (1 + 1e-12));
	});

	it('thins the colours to a cloud that still counts every pixel', () => {
		const { positions, counts } = session.cloud(picture.handle);
		expect(positions.length).toBe(3 * counts.length);
		expect(counts.reduce((sum, n) => sum + n, 0)).toBe(picture.pixels);
	});
});

describe('the core refuses with a reason', () => {
	it('k out of range', () => {
		expect(() => session.quantize(picture.handle, { k: 0 })).toThrow(CoreError);
		expect(() => session.quantize(picture.handle, { k: 257 })).toThrow(/between 1 and 256/);
	});

	it('a palette that is none', () => {
		for (const bytes of [0, 4, 3 * 257])
			expect(() => session.paintWith(picture.handle, new Uint8Array(bytes))).toThrow(
				'a palette has 1 to 256 colours of 3 bytes each'
			);
	});

	it('a picture that was released', async () => {
		const other = await session.load({
			data: new Uint8ClampedArray(4),
			width: 1,
			height: 1
		} as ImageData);
		session.release(other.handle);
		expect(() => session.quantize(other.handle, { k: 1 })).toThrow(/released/);
	});

	it('a file that is cut off, and one that is empty', async () => {
		const half = readFileSync(dog).subarray(0, 40_000);
		await expect(session.load(new Blob([half]))).rejects.toThrow(/cut off/);
		await expect(session.load(new Blob([]))).rejects.toThrow(/empty/);
	});
});

it('composites alpha over white', async () => {
	const data = new Uint8ClampedArray([255, 0, 0, 0, 0, 0, 0, 128]);
	const seen = await session.load({ data, width: 2, height: 1 } as ImageData);
	expect([...seen.rgba]).toEqual([255, 255, 255, 255, 127, 127, 127, 255]);
	expect(session.quantize(seen.handle, { k: 5 })).toMatchObject({ colors: 2, exact: true, mse: 0 });
});
