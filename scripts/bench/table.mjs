// Markdown tables, and their place in the README between <!-- bench:NAME --> and <!-- /bench:NAME -->.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError, root } from '../lib/steps.mjs';
import { quantile } from './quantile.mjs';

export { quantile };

/** `rows` of cells under `head`; the first column is left-aligned, numbers stand to the right. */
export function table(head, rows) {
	const cells = [head, ...rows].map((row) => row.map(String));
	const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column].length)));
	const line = (row) =>
		`| ${row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
	const rule = `| ${widths.map((width, column) => (column ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
	return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Seconds with three significant digits, in the unit that suits them. */
export function duration(seconds) {
	return seconds >= 1
		? `${Number(seconds.toPrecision(3))} s`
		: `${Number((seconds * 1000).toPrecision(3))} ms`;
}

export const times = (ratio) => `${ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1)} ×`;

export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

export const median = (values) => quantile(values, 0.5);

export function writeToReadme(name, text) {
	const file = join(root, 'README.md');
	const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
	const readme = readFileSync(file, 'utf8');
	const from = readme.indexOf(begin);
	const to = readme.indexOf(end);
	if (from < 0 || to < from) throw new StepError(`README.md has no ${begin} … ${end}`);
	writeFileSync(file, `${readme.slice(0, from + begin.length)}\n\n${text}\n\n${readme.slice(to)}`);
}
