/** A clip for Chromium's fake camera: the dog, who holds still, under a noise of its own in each frame. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import createCore from '../engine/wasm/core.mjs';
import { dogFile, repository } from './exhibit';

interface Clip {
	/** Even. */
	width: number;
	height: number;
	frames: number;
	/** Standard deviation in levels of luma; half as much in chroma. */
	sigma: number;
}

/** Nearly normal, the same in every run: twelve draws of a linear congruential generator. */
function normals(seed: number): () => number {
	let state = seed;
	const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
	return () => {
		let sum = -6;
		for (let draw = 0; draw < 12; draw++) sum += uniform();
		return sum;
	};
}

/** YUV4MPEG2, planes of Y, U and V with half as many samples of chroma each way. */
export async function noisyClip({ width, height, frames, sigma }: Clip): Promise<Buffer> {
	const core = await createCore({
		wasmBinary: readFileSync(join(repository, 'web/engine/wasm/core.wasm'))
	});
	const photo = core.pictureFromFile(readFileSync(dogFile));
	if (typeof photo === 'string') throw new Error(photo);
	const rgba = photo.rgba();
	const colorAt = (x: number, y: number) => {
		const at =
			4 *
			(Math.floor((y * photo.height) / height) * photo.width + Math.floor((x * photo.width) / width));
		return [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!] as const;
	};
	const luma = new Float32Array(width * height);
	for (let i = 0; i < luma.length; i++) {
		const [r, g, b] = colorAt(i % width, Math.floor(i / width));
		luma[i] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
	}
	const chroma = [new Float32Array(luma.length / 4), new Float32Array(luma.length / 4)] as const;
	for (let i = 0; i < luma.length / 4; i++) {
		const [r, g, b] = colorAt(2 * (i % (width / 2)), 2 * Math.floor(i / (width / 2)));
		chroma[0][i] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
		chroma[1][i] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
	}

	const normal = normals(1);
	const noisy = (plane: Float32Array, deviation: number) =>
		Uint8Array.from(plane, (level) =>
			Math.min(240, Math.max(16, Math.round(level + deviation * normal())))
		);
	const parts: (string | Uint8Array)[] = [`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`];
	for (let frame = 0; frame < frames; frame++) {
		parts.push('FRAME\n', noisy(luma, sigma), ...chroma.map((plane) => noisy(plane, sigma / 2)));
	}
	return Buffer.concat(parts.map((part) => Buffer.from(part)));
}
