import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sample, sampleValues } from './sample';

/** The weights as the npm package stores them. */
function weights(name: string): { shape: number[]; values: Float32Array } {
	const folder = 'node_modules/@upscalerjs/esrgan-slim/models/x2/';
	const { weightsManifest } = JSON.parse(readFileSync(`${folder}model.json`, 'utf8'));
	const bytes = readFileSync(`${folder}${weightsManifest[0].paths[0]}`);
	let offset = 0;
	for (const weight of weightsManifest[0].weights) {
		const count = weight.shape.reduce((product: number, side: number) => product * side, 1);
		if (weight.name === name)
			return {
				shape: weight.shape,
				values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + offset), 0, count)
			};
		offset += 4 * count;
	}
	throw new Error(`no ${name}`);
}

it('is what it says it is', () => {
	const { shape, values } = weights('UPN2/kernel');
	const [, width = 0, inputs = 0, outputs = 0] = shape;
	const tap = (1 * width + 1) * inputs * outputs;
	const cut = Array.from({ length: 64 }, (_, i) => values[tap + (i >> 3) * outputs + (i & 7)]!);
	expect(cut.map((weight) => Math.round(100 * weight) + 0)).toEqual([...sample.hundredths]);
	expect(sampleValues()[2]).toBeCloseTo(0.12);
});
