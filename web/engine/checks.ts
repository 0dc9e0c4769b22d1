import { CoreError } from './types';

export const isWhole = (n: number, least: number, most: number): boolean =>
	Number.isInteger(n) && n >= least && n <= most;

/** Names are those of the options. */
export function mustBeWhole(numbers: Record<string, number>): void {
	for (const [name, n] of Object.entries(numbers)) {
		if (!isWhole(n, 0, Number.MAX_SAFE_INTEGER))
			throw new CoreError(`${name} must be a whole number, and not negative, not ${n}`);
	}
}
