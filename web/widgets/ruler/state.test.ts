import { expect, it, vi } from 'vitest';
import { asText, curveOf, drawn, fromText, samples } from './curves';
import { Ruler } from './state.svelte';

function fake() {
	const engine = {
		makeTensor: vi.fn(async () => ({ handle: 3 })),
		compress: vi.fn(async () => ({ values: new Float32Array(samples) })),
		release: vi.fn()
	};
	return { engine, ruler: new Ruler(() => engine as never) };
}

it('draws a straight line from place to place, whichever way the hand moves, and stays in its bounds', () => {
	const flat = new Float32Array(samples);
	const line = drawn(flat, { place: 10, value: 0 }, { place: 14, value: 0.4 });
	expect(Array.from(line.slice(9, 16), (value) => Math.round(100 * value))).toEqual([
		0, 0, 10, 20, 30, 40, 0
	]);
	expect(drawn(flat, { place: 14, value: 0.4 }, { place: 10, value: 0 })).toEqual(line);
	const wild = drawn(flat, { place: -3, value: 7 }, { place: 200, value: -90 });
	expect(Math.max(...wild)).toBe(1);
	expect(Math.min(...wild)).toBe(-1);
	expect(flat.every((value) => value === 0)).toBe(true);
});

it('brings a drawn curve back from its text, and nothing that is none', () => {
	const curve = drawn(curveOf('positive'), { place: 2, value: -0.37 }, { place: 5, value: 1 });
	const back = fromText(asText(curve))!;
	expect(asText(back)).toBe(asText(curve));
	for (const text of [
		'',
		'1,2',
		asText(curve) + ',0',
		asText(curve).replace('-37', '-370'),
		'NaN'.repeat(samples)
	])
		expect(fromText(text)).toBeUndefined();
});

it('frees the tensor of every question, also of one that fails, and keeps the last answer', async () => {
	const { engine, ruler } = fake();
	await ruler.choose({ bits: 5 });
	const { shown } = ruler.live;
	expect(shown?.bits).toBe(5);
	engine.compress.mockRejectedValueOnce(new Error('no'));
	await ruler.choose({ bits: 6 });
	expect(ruler.live.error).toBe('no');
	expect(ruler.live.shown).toBe(shown);
	expect(engine.release).toHaveBeenCalledTimes(2);
});

it('takes of a link what makes sense', async () => {
	const { ruler } = fake();
	await ruler.restore({ curve: 'positive', bits: '9', mode: 'symmetric', values: '1,2' });
	expect(ruler.saved).toEqual({ curve: 'positive', values: undefined, bits: 3, mode: 'symmetric' });
	await ruler.draw({ place: 0, value: 0.5 });
	const { values } = ruler.saved;
	const other = fake().ruler;
	await other.restore({ values: String(values) });
	expect(other.saved).toMatchObject({ curve: 'own', values });
	await other.restore({ values: '' });
	expect(other.shape).toBe('swell');
	await other.restore({ values: String(values) });
	await other.restore({ curve: 'swell' });
	expect(other.wanted.curve).toEqual(curveOf('swell'));
});
