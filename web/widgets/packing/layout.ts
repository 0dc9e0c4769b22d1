import type { PackedAnswer } from './state.svelte';

/** One integer's place in a byte. */
export interface Slot {
	/** Which of the integers; in a last byte that is not full some slots are nobody's. */
	index: number | undefined;
	/** What is stored there, read off the byte. */
	stored: number;
	/** By how many places it is shifted up. */
	shift: number;
	/** What comes back when the byte is unpacked. */
	unpacked: number | undefined;
}

export interface PackedByte {
	value: number;
	slots: Slot[];
}

export const binary = (value: number, digits: number): string => value.toString(2).padStart(digits, '0');

/** How far a byte has come: how many of its bits are in their place, slot after slot from the highest down. */
export interface Stage {
	/** Of each slot: whether its integer is made positive, and how many of its bits are placed. */
	slots: { stored: boolean; placed: number }[];
	/** Whether it can be read, and unpacked again. */
	isFull: boolean;
	/** Of the cells from left to right: the one that was placed last. */
	newest?: number;
}

/** Making an integer positive is a step, placing a bit is one, and reading the byte. */
const stepsOfSlot = (bits: number) => 1 + bits;
const usedSlots = ({ slots }: PackedByte) => slots.filter(({ index }) => index !== undefined).length;
export const stepsOf = (byte: PackedByte, bits: number): number => usedSlots(byte) * stepsOfSlot(bits) + 1;

/** A byte after so many of its own steps. */
export function stageOf(byte: PackedByte, bits: number, steps: number): Stage {
	const each = stepsOfSlot(bits);
	const used = usedSlots(byte);
	const slots = byte.slots.map((_, i) => {
		const done = i < used ? Math.min(each, Math.max(0, steps - i * each)) : 0;
		return { stored: done > 0, placed: Math.max(0, done - 1) };
	});
	const [slot, within] = [Math.floor((steps - 1) / each), (steps - 1) % each];
	const placing = steps > 0 && slot < used && within > 0;
	return {
		slots,
		isFull: steps > used * each,
		...(placing && { newest: slot * bits + within - 1 })
	};
}

/** The byte that a step of the whole walk is in, and how many of its own steps are then done. */
export function placeOf(
	bytes: readonly PackedByte[],
	bits: number,
	step: number
): { byte: number; steps: number } {
	let left = step;
	for (const [byte, packed] of bytes.entries()) {
		const steps = stepsOf(packed, bits);
		if (left <= steps) return { byte, steps: left };
		left -= steps;
	}
	return { byte: bytes.length, steps: left };
}

const signed = (value: number) => String(value).replace('-', '\u2212');

/** A step of the walk in words. */
export function wordsOf(
	bytes: readonly PackedByte[],
	{ bits, integers }: Pick<PackedAnswer, 'bits' | 'integers'>,
	step: number
): string {
	if (step === 0) return 'All bits of all bytes are still to come.';
	const { byte, steps } = placeOf(bytes, bits, step);
	const packed = bytes[byte];
	if (!packed) return '';
	const each = stepsOfSlot(bits);
	const slot = packed.slots[Math.floor((steps - 1) / each)];
	if (slot?.index === undefined || steps === stepsOf(packed, bits))
		return `Byte ${byte + 1} is ${binary(packed.value, 8)}, which is ${packed.value}.`;
	const within = (steps - 1) % each;
	if (within === 0)
		return `${signed(integers[slot.index]!)} + ${2 ** (bits - 1)} = ${slot.stored}, in bits ${binary(slot.stored, bits)}.`;
	const place = slot.shift + bits - within;
	const digit = binary(slot.stored, bits)[within - 1];
	return `Bit ${within} of ${binary(slot.stored, bits)}, a ${digit}, goes to byte ${byte + 1}, where it counts ${2 ** place}.`;
}

/** The bytes slot by slot, from the highest bits to the lowest. */
export function slotsOf({ bits, integers, bytes, unpacked }: PackedAnswer): PackedByte[] {
	const perByte = 8 / bits;
	return Array.from(bytes, (value, byte) => ({
		value,
		slots: Array.from({ length: perByte }, (_, i) => {
			const index = byte * perByte + i;
			const shift = 8 - bits * (i + 1);
			return {
				index: index < integers.length ? index : undefined,
				stored: (value >> shift) & (2 ** bits - 1),
				shift,
				unpacked: unpacked[index]
			};
		})
	}));
}
