/** Numbers as people read them, in British notation. A unit never parts from its number at a line's end. */
const nbsp = '\u00a0';
const minus = '\u2212';

const counts = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const withDecimals: Intl.NumberFormat[] = [];

/** `toLocaleString` would make a formatter for each number: too slow for a palette's 256 shares in every frame. */
function decimals(value: number, digits: number): string {
	const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
	return signed((withDecimals[digits] ??= new Intl.NumberFormat('en-GB', options)).format(value));
}

function signed(text: string): string {
	return text.replace('-', minus);
}

/** `442368` → `442,368` */
export function formatCount(value: number): string {
	return Number.isFinite(value) ? signed(counts.format(value)) : formatSignificant(value);
}

/** At least the digits before the point, at most `digits` significant ones after: `311.94` → `312`. */
export function formatSignificant(value: number, digits = 3): string {
	if (Number.isNaN(value)) return '–';
	if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
	if (value === 0) return '0';
	// Of the rounded number: 0.9996 to three digits is 1.00, not 1.000.
	const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
	const fraction = Math.min(100, Math.max(0, digits - 1 - magnitude));
	return decimals(value, fraction);
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** An exponent: `-12` → `⁻¹²` */
export function raised(exponent: number): string {
	return [...String(exponent)].map((sign) => (sign === '-' ? '⁻' : superscripts[Number(sign)])).join('');
}

/** Errors and weights of any size in a few characters: `0.00437`, and `2.49×10⁻⁵` where zeros would crowd the digits. */
export function formatCompact(value: number, digits = 3): string {
	const magnitude = Math.abs(value);
	if (!Number.isFinite(value) || magnitude === 0 || (magnitude >= 1e-3 && magnitude < 1e6))
		return formatSignificant(value, digits);
	const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
	return `${signed(mantissa)}×10${raised(Number(exponent))}`;
}

/** For an axis: three significant digits without trailing zeros, `40` rather than `40.0`. */
export function formatTick(value: number): string {
	if (!Number.isFinite(value)) return formatSignificant(value);
	return signed(
		value.toLocaleString('en-GB', { maximumSignificantDigits: Math.abs(value) < 1000 ? 3 : 21 })
	);
}

/** Exactly `digits` decimals, so that a number that changes under the hand keeps its width. */
export function formatFixed(value: number, digits: number): string {
	if (!Number.isFinite(value)) return formatSignificant(value);
	return decimals(value, digits);
}

const byteUnits = ['kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, as on a disk's label: `1327104` → `1.33 MB`. Below 1000 the bytes themselves. */
export function formatBytes(bytes: number): string {
	if (!Number.isFinite(bytes)) return formatSignificant(bytes);
	if (Math.abs(bytes) < 1000)
		return `${formatCount(bytes)}${nbsp}${Math.abs(bytes) === 1 ? 'byte' : 'bytes'}`;
	let value = bytes / 1000;
	let unit = 0;
	// 999.6 kB would be printed as 1,000 kB; it is 1.00 MB.
	while (Math.abs(value) >= 999.5 && unit < byteUnits.length - 1) {
		value /= 1000;
		unit++;
	}
	return `${formatSignificant(value)}${nbsp}${byteUnits[unit]}`;
}

/** `30.12` → `30.1 dB` */
export function formatDecibels(value: number): string {
	return `${formatFixed(value, 1)}${nbsp}dB`;
}

/** A share of one: `0.1234` → `12.3%`; what is not nothing never reads as `0%`. */
export function formatPercent(share: number): string {
	if (share > 0 && share < 0.0005) return '<0.1%';
	return `${formatFixed(share * 100, share < 0.1 ? 1 : 0)}%`;
}

/** How many times: `2.996` → `3.0 ×` */
export function formatTimes(ratio: number): string {
	return `${ratio < 10 ? formatFixed(ratio, 1) : formatCount(ratio)}${nbsp}×`;
}
