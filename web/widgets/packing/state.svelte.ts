import type { TensorEngine } from '$engine/tensor-types';
import { wholeNumber } from '../address';
import { Live } from '../tensors/live.svelte';

export type Bits = 4 | 2;

/** The article's example, and one as good for two bits. */
export const examples: Readonly<Record<Bits, readonly number[]>> = {
	4: [-3, 1, -7, 2],
	2: [-1, 1, -2, 0]
};

export const mostIntegers = 8;

export interface Question {
	bits: Bits;
	integers: readonly number[];
}

export interface PackedAnswer extends Question {
	bytes: Uint8Array<ArrayBuffer>;
	/** What the bytes give back. */
	unpacked: Int8Array<ArrayBuffer>;
}

export const lowest = (bits: Bits): number => -(2 ** (bits - 1));
export const highest = (bits: Bits): number => 2 ** (bits - 1) - 1;

type Engine = Pick<TensorEngine, 'pack' | 'unpack'>;

export const firstQuestion: Question = { bits: 4, integers: examples[4] };

export async function answer(engine: Engine, { bits, integers }: Question): Promise<PackedAnswer> {
	const bytes = await engine.pack(integers, bits);
	return { bits, integers, bytes, unpacked: await engine.unpack(bytes, integers.length, bits) };
}

/** The reader's integers, and the bytes that the core packs them into. */
export class Packing {
	readonly live: Live<Question, PackedAnswer>;
	bits = $state<Bits>(4);
	/** Of the other width, too: whoever looks at two bits finds their four-bit integers again. */
	#integers = $state.raw(examples);
	/** Why the last integer that was typed was refused. */
	refused = $state<string>();

	constructor(engine: () => Engine, first?: PackedAnswer) {
		this.live = new Live((question) => answer(engine(), question));
		this.live.shown = first;
	}

	get integers(): readonly number[] {
		return this.#integers[this.bits];
	}

	choose(bits: Bits): Promise<void> {
		this.bits = bits;
		this.refused = undefined;
		return this.#pack();
	}

	/** Takes an integer as it was typed; one that does not fit leaves the last one in its place. */
	set(index: number, text: string): Promise<void> {
		const { bits } = this;
		const value = wholeNumber(text.trim().replace('\u2212', '-'), lowest(bits), highest(bits));
		if (value === undefined) {
			this.refused =
				`“${text}” does not fit: ${bits} bits hold the integers from ` +
				`\u2212${-lowest(bits)} to ${highest(bits)}`;
			return Promise.resolve();
		}
		return this.#replace(this.integers.with(index, value));
	}

	step(index: number, by: number): Promise<void> {
		return this.set(index, String(this.integers[index]! + by));
	}

	add(): Promise<void> {
		return this.#replace([...this.integers, 0].slice(0, mostIntegers));
	}

	remove(): Promise<void> {
		return this.#replace(this.integers.length > 1 ? this.integers.slice(0, -1) : this.integers);
	}

	/** Back to the example. */
	reset(): Promise<void> {
		return this.#replace(examples[this.bits]);
	}

	restore({ bits, integers }: Record<string, string>): Promise<void> {
		if (bits === '2' || bits === '4') this.bits = bits === '2' ? 2 : 4;
		const values = integers
			?.split(',')
			.map((text) => wholeNumber(text, lowest(this.bits), highest(this.bits)));
		const usable = values && values.length <= mostIntegers && !values.includes(undefined);
		return this.#replace(usable ? (values as number[]) : this.integers);
	}

	/** What brings these integers back. */
	get saved() {
		return { bits: this.bits, integers: this.integers.join(',') };
	}

	#replace(integers: readonly number[]): Promise<void> {
		this.#integers = { ...this.#integers, [this.bits]: integers };
		this.refused = undefined;
		return this.#pack();
	}

	#pack(): Promise<void> {
		return this.live.ask({ bits: this.bits, integers: this.integers });
	}
}
