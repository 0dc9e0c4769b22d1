import { expect, it } from 'vitest';
import { placeOf, slotsOf, stageOf, stepsOf, wordsOf } from './layout';
import { mostIntegers, Packing, type PackedAnswer } from './state.svelte';
import { Walk } from './walk.svelte';

/** Answers with the article's bytes, whatever was asked; what it was asked is kept. */
function fakeEngine() {
	const asked: string[] = [];
	return {
		asked,
		engine: {
			pack: async (integers: readonly number[], bits: number) => {
				asked.push(`${bits}: ${integers.join(' ')}`);
				return Uint8Array.of(89, 26);
			},
			unpack: async (_: Uint8Array, count: number) => Int8Array.of(-3, 1, -7, 2).slice(0, count)
		}
	};
}

const example: PackedAnswer = {
	bits: 4,
	integers: [-3, 1, -7],
	bytes: Uint8Array.of(89, 16),
	unpacked: Int8Array.of(-3, 1, -7)
};

it('reads the slots off the bytes, and leaves nobody’s bits to nobody', () => {
	expect(slotsOf(example)).toEqual([
		{
			value: 89,
			slots: [
				{ index: 0, stored: 5, shift: 4, unpacked: -3 },
				{ index: 1, stored: 9, shift: 0, unpacked: 1 }
			]
		},
		{
			value: 16,
			slots: [
				{ index: 2, stored: 1, shift: 4, unpacked: -7 },
				{ index: undefined, stored: 0, shift: 0, unpacked: undefined }
			]
		}
	]);
	const [byte] = slotsOf({ ...example, bits: 2, bytes: Uint8Array.of(0b01_11_00_10) });
	expect(byte!.slots.map(({ stored, shift }) => [stored, shift])).toEqual([
		[1, 6],
		[3, 4],
		[0, 2],
		[2, 0]
	]);
});

it('comes about bit by bit', () => {
	const bytes = slotsOf(example);
	// Two integers of four bits, and one alone: 1 + 4 steps each, and one to read the byte.
	expect(bytes.map((byte) => stepsOf(byte, 4))).toEqual([11, 6]);
	const stage = (byte: number, steps: number) => stageOf(bytes[byte]!, 4, steps);
	const placed = (byte: number, steps: number) => stage(byte, steps).slots.map(({ placed }) => placed);
	expect(stage(0, 0)).toEqual({
		slots: Array(2).fill({ stored: false, placed: 0 }),
		isFull: false
	});
	expect(stage(0, 1).slots[0]).toEqual({ stored: true, placed: 0 });
	expect(Array.from({ length: 12 }, (_, steps) => stage(0, steps).newest)).toEqual([
		undefined,
		undefined,
		0,
		1,
		2,
		3,
		undefined,
		4,
		5,
		6,
		7,
		undefined
	]);
	expect([placed(0, 3), placed(0, 8), placed(0, 11), placed(1, 6)]).toEqual([
		[2, 0],
		[4, 2],
		[4, 4],
		[4, 0]
	]);
	expect([stage(0, 10).isFull, stage(0, 11).isFull, stage(1, 6).isFull]).toEqual([false, true, true]);
	expect([0, 11, 12, 17].map((step) => placeOf(bytes, 4, step))).toEqual([
		{ byte: 0, steps: 0 },
		{ byte: 0, steps: 11 },
		{ byte: 1, steps: 1 },
		{ byte: 1, steps: 6 }
	]);
	expect([1, 3, 11, 17].map((step) => wordsOf(bytes, example, step))).toEqual([
		'−3 + 8 = 5, in bits 0101.',
		'Bit 2 of 0101, a 1, goes to byte 1, where it counts 64.',
		'Byte 1 is 01011001, which is 89.',
		'Byte 2 is 00010000, which is 16.'
	]);
});

it('plays from the start and rests at the end, where it is until it is walked', () => {
	let last = 3;
	const walk = new Walk(() => last);
	expect(walk.at).toBe(3);
	walk.play();
	expect(walk).toMatchObject({ at: 0, playing: true });
	for (let i = 0; i < 3; i++) walk.advance();
	expect(walk).toMatchObject({ at: 3, playing: false });
	walk.go(9);
	walk.go(1);
	expect(walk.at).toBe(1);
	walk.play();
	expect(walk.at).toBe(1);
	last = 5;
	walk.finish();
	expect(walk).toMatchObject({ at: 5, playing: false });
});

it('packs the reader’s integers, and refuses what does not fit', async () => {
	const { engine, asked } = fakeEngine();
	const packing = new Packing(() => engine);
	await packing.set(1, '7');
	await packing.step(3, -1);
	expect(asked).toEqual(['4: -3 7 -7 2', '4: -3 7 -7 1']);
	for (const text of ['8', '-9', '1.5', '', 'two']) {
		await packing.set(0, text);
		expect(packing.refused).toBe(`“${text}” does not fit: 4 bits hold the integers from −8 to 7`);
		expect(packing.integers[0]).toBe(-3);
	}
	await packing.set(0, '−8');
	expect(packing.refused).toBeUndefined();
	expect(asked.at(-1)).toBe('4: -8 7 -7 1');
});

it('keeps the integers of either width', async () => {
	const { engine, asked } = fakeEngine();
	const packing = new Packing(() => engine);
	await packing.set(0, '5');
	await packing.choose(2);
	await packing.set(0, '2');
	expect(packing.refused).toMatch(/2 bits hold the integers from −2 to 1/);
	await packing.choose(4);
	expect(packing.refused).toBeUndefined();
	expect(asked.at(-1)).toBe('4: 5 1 -7 2');
});

it('has one integer at least and eight at most', async () => {
	const packing = new Packing(() => fakeEngine().engine);
	for (let i = 0; i < 10; i++) await packing.add();
	expect(packing.integers).toHaveLength(mostIntegers);
	for (let i = 0; i < 10; i++) await packing.remove();
	expect(packing.integers).toEqual([-3]);
	await packing.reset();
	expect(packing.integers).toEqual([-3, 1, -7, 2]);
});

it('restores what it saved, and nothing that does not fit', async () => {
	const packing = new Packing(() => fakeEngine().engine);
	await packing.choose(2);
	await packing.set(0, '1');
	const other = new Packing(() => fakeEngine().engine);
	await other.restore({ bits: '2', integers: packing.saved.integers });
	expect(other.saved).toEqual({ bits: 2, integers: '1,1,-2,0' });
	await other.restore({ integers: '0,-2' });
	expect(other.saved).toEqual({ bits: 2, integers: '0,-2' });
	for (const integers of ['1,9', '1,,2', 'x', Array(9).fill(0).join(',')]) {
		await other.restore({ bits: '4', integers });
		expect(other.saved).toEqual({ bits: 4, integers: '-3,1,-7,2' });
	}
});
