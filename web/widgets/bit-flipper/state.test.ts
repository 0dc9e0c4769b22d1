import { expect, it } from 'vitest';
import { fakeEngine, float16, int4, reading } from './fake';
import { fieldsOf, flipped, isSet, spelled } from './fields';
import { BitFlipper } from './state.svelte';
import { closest, furthest, windowAround } from './window';

async function opened() {
	const { engine, asked } = fakeEngine();
	const flipper = new BitFlipper(() => engine);
	await flipper.show({ format: 'float16', other: 'int4', of: { value: 2.1 } });
	return { flipper, asked, own: () => flipper.live.shown!.own.reading };
}

it('has a float’s bits by field and worth, and an integer’s in two’s complement', () => {
	const [sign, exponent, mantissa] = fieldsOf(float16);
	expect(sign!.bits).toEqual([{ place: 15, field: 'sign', worth: '−1' }]);
	expect(exponent!.bits.map(({ place, worth }) => `${place}:${worth}`)).toEqual([
		'14:16',
		'13:8',
		'12:4',
		'11:2',
		'10:1'
	]);
	expect(mantissa!.bits[0]).toEqual({ place: 9, field: 'mantissa', worth: '1/2' });
	expect(mantissa!.bits.at(-1)).toEqual({ place: 0, field: 'mantissa', worth: '1/1024' });
	expect(fieldsOf(int4)).toHaveLength(1);
	expect(fieldsOf(int4)[0]!.bits.map(({ worth }) => worth)).toEqual(['−8', '4', '2', '1']);
});

it('flips the highest of 32 bits without a sign', () => {
	expect(flipped(1, 31)).toBe(2 ** 31 + 1);
	expect(isSet(2 ** 31, 31)).toBe(true);
	expect(flipped(2 ** 32 - 1, 31)).toBe(2 ** 31 - 1);
	expect(spelled(0b0010111001100110, float16)).toBe('0 01011 1001100110');
});

it('shows the nearest number in both formats', async () => {
	const { flipper, own } = await opened();
	expect(own()).toMatchObject({ value: 2, asked: 2.1 });
	expect(flipper.live.shown!.other.reading).toMatchObject({ value: 2, asked: 2.1 });
});

it('flips what was flipped last, however fast', async () => {
	const { flipper, own } = await opened();
	void flipper.flip(0);
	await flipper.flip(1);
	expect(own().bits).toBe(8 ^ 3);
	expect(flipper.live.shown!.other.reading.asked).toBe(own().value);
});

it('keeps the typed number from format to format, and a flipped one by its value', async () => {
	const { flipper, asked, own } = await opened();
	await flipper.choose('int4');
	expect(asked.at(-2)).toBe('int4 {"value":2.1}');
	await flipper.flip(0);
	expect(own().value).toBe(3);
	await flipper.choose('float16');
	expect(own()).toMatchObject({ value: 3, asked: 3 });
});

it('restores what it saved, and ignores what makes no sense', async () => {
	const { flipper, own } = await opened();
	await flipper.flip(2);
	const { saved } = flipper;
	expect(saved).toEqual({ format: 'float16', with: 'int4', bits: '0000000000001100' });
	const other = new BitFlipper(() => fakeEngine().engine);
	other.restore(saved);
	await other.show({});
	expect(other.live.shown!.own.reading.bits).toBe(own().bits);

	other.restore({ format: 'float17', with: 'int4', value: 'many' });
	await other.show({});
	expect(other.question).toMatchObject({ format: 'float16', other: 'int4' });
});

it('zooms around the value, never past the format', () => {
	const two = reading('int4', { value: 2 });
	const whole = windowAround(two, int4, { zoom: 20, pan: 0 });
	expect(whole.min).toBeLessThan(-8);
	expect(whole.max).toBeGreaterThan(7);
	expect(whole.max - whole.min).toBeCloseTo(16.5);
	expect(furthest(two, int4)).toBe(0);
	expect(windowAround(two, int4, { zoom: closest, pan: 0 })).toEqual({ min: 1, max: 3 });
	expect(windowAround(two, int4, { zoom: -50, pan: 1 })).toEqual({ min: 2, max: 4 });
	const end = windowAround(two, int4, { zoom: closest, pan: 1e6 });
	expect(end.max).toBeCloseTo(7.75);
});

it('comes back to the value for another number, and when all is in sight', async () => {
	const { flipper } = await opened();
	flipper.pan(10);
	flipper.zoom(-2);
	expect(flipper.question.view).toEqual({ zoom: -2, pan: 10 });
	await flipper.show({ of: { value: 5 } });
	expect(flipper.question.view).toEqual({ zoom: -2, pan: 0 });
	flipper.pan(3);
	flipper.zoom(Infinity);
	expect(flipper.question.view.pan).toBe(0);
});

it('keeps the window for what has no place on the line', async () => {
	const { engine } = fakeEngine();
	const flipper = new BitFlipper(() => engine);
	await flipper.show({ format: 'float16', other: 'int4', of: { value: 2 } });
	const { window } = flipper.live.shown!;
	engine.number = async (format) => ({
		...reading(format, { value: 0 }),
		value: NaN,
		spacing: NaN,
		kind: 'nan'
	});
	await flipper.show({ of: { value: NaN } });
	expect(flipper.live.shown!.window).toEqual(window);
});
