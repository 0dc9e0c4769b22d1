/** Numbers with all their digits: what tells a value from its neighbours must not be rounded away. */
import { formatSignificant, raised } from '$parts/format';

const minus = '\u2212';
function withPower(digits: string): string {
	const [mantissa = '', exponent = '0'] = digits.replace('-', minus).split('e');
	return `${mantissa}×10${raised(Number(exponent.replace(minus, '-')))}`;
}

/** The shortest digits that mean this very number, with powers of ten only where zeros would bury them. */
export function formatExact(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return formatSignificant(value);
	if (Object.is(value, -0)) return `${minus}0`;
	const magnitude = Math.abs(value);
	if (magnitude !== 0 && (magnitude < 1e-6 || magnitude >= 1e15)) return withPower(value.toExponential());
	const [whole = '', fraction] = String(value).replace('-', minus).split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
	return fraction ? `${grouped}.${fraction}` : grouped;
}

/** As many digits as tell one mark of an axis from the next. */
export function formatOnAxis(value: number, step: number): string {
	if (value === 0) return '0';
	const magnitude = Math.abs(value);
	if (magnitude >= 1e6 || magnitude < 1e-5) {
		const digits = Math.floor(Math.log10(magnitude)) - Math.floor(Math.log10(step));
		return withPower(value.toExponential(Math.min(15, Math.max(0, digits))));
	}
	const digits = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
	const [whole = '', fraction] = value.toFixed(digits).replace('-', minus).split('.');
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
	return fraction ? `${grouped}.${fraction}` : grouped;
}

const words: Record<string, number> = {
	nan: NaN,
	inf: Infinity,
	infinity: Infinity,
	'∞': Infinity
};

/** What people type for a number: `70,000`, `-1e-3`, `−0`, `inf`, `NaN`. Undefined for anything else. */
export function parseNumber(text: string): number | undefined {
	const plain = text
		.trim()
		.toLowerCase()
		.replaceAll(minus, '-')
		.replace(/(?<=\d)[,_\s](?=\d{3}(?!\d))/g, '');
	const [, sign, word = ''] = /^([+-]?)(.*)$/.exec(plain) ?? [];
	if (Object.hasOwn(words, word)) return (sign === '-' ? -1 : 1) * words[word]!;
	return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}
