import type {
	NumberFormat,
	NumberFormatName,
	NumberReading,
	Representable,
	TensorEngine
} from '$engine/tensor-types';
import { oneOf } from '../address';
import { Live } from '../tensors/live.svelte';
import { flipped, spelled } from './fields';
import { closest, furthest, placedOnLine, windowAround, type View, type Window } from './window';
import { parseNumber } from './words';

export const formatNames: readonly NumberFormatName[] = [
	'float32',
	'float16',
	'bfloat16',
	'fp8_e4m3',
	'fp8_e5m2',
	'fp4',
	'int8',
	'int4',
	'int2'
];

/** More marks than this on a line are a grey band. */
const marksAtMost = 600;

/** The number that is looked at: by its bits, or the nearest one to a value. */
export type Asked = { bits: number } | { value: number };

export interface Question {
	format: NumberFormatName;
	/** The format to compare with. */
	other: NumberFormatName;
	of: Asked;
	view: View;
}

/** One number in one format, and every number of that format in the window. */
export interface Side {
	format: NumberFormat;
	reading: NumberReading;
	marks: Representable;
}

export interface FlipperAnswer {
	question: Question;
	window: Window;
	own: Side;
	other: Side;
}

export const firstQuestion: Question = {
	format: 'float16',
	other: 'bfloat16',
	of: { value: 0.1 },
	view: { zoom: 0, pan: 0 }
};

type Engine = Pick<TensorEngine, 'formats' | 'number' | 'representable'>;

/** `last` gives the window for what has no place on the line: infinity and NaN. */
export async function answer(engine: Engine, question: Question, last?: Window): Promise<FlipperAnswer> {
	const formats = await engine.formats();
	const format = formats.find(({ name }) => name === question.format)!;
	const otherFormat = formats.find(({ name }) => name === question.other)!;
	const reading = await engine.number(question.format, question.of);
	const value = reading.asked ?? reading.value;
	const other = await engine.number(question.other, { value });
	const window = placedOnLine(reading)
		? windowAround(reading, format, question.view)
		: (last ?? { min: format.min, max: format.max });
	const marks = (name: NumberFormatName) => engine.representable(name, window.min, window.max, marksAtMost);
	return {
		question,
		window,
		own: { format, reading, marks: await marks(question.format) },
		other: { format: otherFormat, reading: other, marks: await marks(question.other) }
	};
}

/** A number whose bits are flipped, in a format and beside another one. */
export class BitFlipper {
	readonly live: Live<Question, FlipperAnswer>;
	/** What the reader wants to see; `live.shown` follows. */
	question = $state.raw<Question>(firstQuestion);

	constructor(engine: () => Engine, first?: FlipperAnswer) {
		this.live = new Live((question) => answer(engine(), question, this.live.shown?.window));
		this.live.shown = first;
	}

	/** Another number is looked at from where the last one was: the same zoom around it. */
	show(change: Partial<Question>): Promise<void> {
		const view =
			change.of || change.format ? { zoom: this.question.view.zoom, pan: 0 } : this.question.view;
		return this.#ask({ ...this.question, view, ...change });
	}

	/** The same number, as far as the other format has it. */
	choose(format: NumberFormatName): Promise<void> {
		const reading = this.live.shown?.own.reading;
		const of = 'bits' in this.question.of && reading ? { value: reading.value } : this.question.of;
		return this.show({ format, of, view: { zoom: 0, pan: 0 } });
	}

	flip(place: number): Promise<void> {
		return this.#withBits((bits) => flipped(bits, place));
	}

	/** In spacings of the value. */
	pan(by: number): void {
		const { view } = this.question;
		void this.show({ view: { ...view, pan: view.pan + by } });
	}

	zoom(by: number): void {
		const own = this.live.shown?.own;
		if (!own || !placedOnLine(own.reading)) return;
		const { view } = this.question;
		const most = furthest(own.reading, own.format);
		const zoom = Math.min(most, Math.max(closest, view.zoom + by));
		// Where all of it is in sight there is nowhere to go; zooming in leads back to the value.
		void this.show({ view: { zoom, pan: zoom === most ? 0 : view.pan } });
	}

	/** Parts of an address that make no sense are as if they were not there. */
	restore(saved: Record<string, string>): void {
		const format = oneOf(formatNames, saved.format) ?? this.question.format;
		const other = oneOf(formatNames, saved.with) ?? this.question.other;
		const value = saved.value === undefined ? undefined : parseNumber(saved.value);
		const bits = saved.bits && /^[01]{1,32}$/.test(saved.bits) ? parseInt(saved.bits, 2) : undefined;
		const of = bits !== undefined ? { bits } : value !== undefined ? { value } : this.question.of;
		void this.show({ format, other, of });
	}

	/** What brings this number back. */
	get saved(): Record<string, string> {
		const { format, other, of } = this.question;
		const own = this.live.shown?.own;
		const saved: Record<string, string> = { format, with: other };
		if ('value' in of) saved.value = Object.is(of.value, -0) ? '-0' : String(of.value);
		else if (own) saved.bits = spelled(of.bits, own.format).replaceAll(' ', '');
		return saved;
	}

	/** Whoever flips faster than the core answers flips what they flipped last. */
	#withBits(change: (bits: number) => number): Promise<void> {
		const { of } = this.question;
		const bits = 'bits' in of ? of.bits : this.live.shown?.own.reading.bits;
		return bits === undefined ? Promise.resolve() : this.show({ of: { bits: change(bits) } });
	}

	#ask(question: Question): Promise<void> {
		this.question = question;
		return this.live.ask(question);
	}
}
