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
