import { expect, it } from 'vitest';
import type { Engine, Picture, Quantized } from '$engine/types';
import { PictureNumbers, type PictureFacts } from './state.svelte';

const first: PictureFacts = {
	width: 4,
	height: 3,
	pixels: 12,
	uniqueColors: 9,
	rawBytes: 36,
	palettes: {
		16: { indexedBytes: 54, mse: 1, psnrDb: 50 },
		128: { indexedBytes: 395, mse: 0, psnrDb: Infinity }
	}
};

function pictureOf(handle: number): Picture {
	return {
		handle,
		width: handle,
		height: 2,
		pixels: 2 * handle,
		uniqueColors: 7,
		rgba: new Uint8ClampedArray()
	};
}

/** Answers, when let go, with numbers that tell which picture and k were asked for. */
function engineThatWaits() {
	const waiting: (() => void)[] = [];
	const asked: number[] = [];
	const quantize: Engine['quantize'] = (handle, { k }) =>
		new Promise((resolve) => {
			asked.push(k);
			waiting.push(() =>
				resolve({ bytes: { raw: 6 * handle, indexed: k }, mse: handle, psnrDb: k } as Quantized)
			);
		});
	const letGo = async () => {
		waiting.shift()?.();
		await new Promise((done) => setTimeout(done));
	};
	return { engine: { quantize } as Engine, asked, letGo };
}

it('takes over the numbers of another picture once all of them are there', async () => {
	const numbers = new PictureNumbers(first);
	const { engine, asked, letGo } = engineThatWaits();
	const followed = numbers.follow(engine, pictureOf(5));
	await letGo();
	expect(numbers.facts).toEqual(first);
	await letGo();
	await followed;
	expect(asked).toEqual([16, 128]);
	expect(numbers.facts).toEqual({
		width: 5,
		height: 2,
		pixels: 10,
		uniqueColors: 7,
		rawBytes: 30,
		palettes: {
			16: { indexedBytes: 16, mse: 5, psnrDb: 16 },
			128: { indexedBytes: 128, mse: 5, psnrDb: 128 }
		}
	});
});

it('forgets a picture that was left before its numbers came', async () => {
	const numbers = new PictureNumbers(first);
	const { engine, asked, letGo } = engineThatWaits();
	const followed = numbers.follow(engine, pictureOf(5));
	numbers.reset();
	await letGo();
	await followed;
	expect(asked).toEqual([16]);
	expect(numbers.facts).toEqual(first);
});
