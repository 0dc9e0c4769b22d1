/** Numbers in small formats as the worker offers them; answers are copies. */
import type { Numbers } from './wasm/numbers.mjs';
import { isWhole, mustBeWhole } from './checks';
import { orThrow } from './or-throw';
import type {
	DotProductErrors,
	DotProductOptions,
	NumberFormat,
	NumberFormatName,
	NumberReading,
	Representable
} from './tensor-types';
import { CoreError } from './types';

/** Integers that are unpacked at once. */
const maxUnpacked = 2 ** 26;

function checkPackedBits(bits: number): void {
	if (![2, 4, 8].includes(bits)) throw new CoreError(`integers of 2, 4 or 8 bits are packed, not ${bits}`);
}

export class NumberSession {
	readonly #core: Numbers;

	constructor(core: Numbers) {
		this.#core = core;
	}

	formats(): NumberFormat[] {
		return this.#core.formats();
	}

	number(format: NumberFormatName, of: { bits: number } | { value: number }): NumberReading {
		if ('bits' in of) {
			if (!isWhole(of.bits, 0, 2 ** 32 - 1)) throw new CoreError('bits are a whole number below 2³²');
			return orThrow(this.#core.readNumber(format, of.bits));
		}
		const bits = orThrow(this.#core.nearestNumber(format, of.value));
		const reading = orThrow(this.#core.readNumber(format, bits));
		const error = reading.value - of.value;
		return { ...reading, asked: of.value, error, relativeError: error / Math.abs(of.value) };
	}

	representable(format: NumberFormatName, min: number, max: number, limit: number): Representable {
		if (!isWhole(limit, 1, 2 ** 24)) throw new CoreError('a limit is a whole number above 0');
		return orThrow(this.#core.representable(format, min, max, limit));
	}

	dotProducts(options: DotProductOptions): DotProductErrors[] {
		const { length, seeds, seed = 1, distribution = 'normal' } = options;
		mustBeWhole({ length, seeds, seed });
		return orThrow(this.#core.dotProducts(length, seeds, seed, distribution === 'uniform'));
	}

	pack(integers: readonly number[], bits: 2 | 4 | 8): Uint8Array<ArrayBuffer> {
		checkPackedBits(bits);
		const end = 2 ** (bits - 1);
		const odd = integers.find((integer) => !isWhole(integer, -end, end - 1));
		if (odd !== undefined)
			throw new CoreError(
				`integers of ${bits} bits are whole numbers from ${-end} to ${end - 1}, not ${odd}`
			);
		return this.#core.pack(integers, bits);
	}

	unpack(bytes: Uint8Array, count: number, bits: 2 | 4 | 8): Int8Array<ArrayBuffer> {
		checkPackedBits(bits);
		if (!isWhole(count, 0, maxUnpacked) || bytes.length !== Math.ceil((count * bits) / 8))
			throw new CoreError(`${bytes.length} bytes are not those of ${count} integers of ${bits} bits`);
		return this.#core.unpack(bytes, count, bits);
	}
}
