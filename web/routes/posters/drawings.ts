/** Numbers of the core as plain drawings, all of one size: what a figure shows in a post before its code has come. */
import { size } from '$widgets/error-curves/poster';

// A stored picture does not know the post's colours, only whether it is light or dark.
const style =
	'text{font:500 13px system-ui,sans-serif;fill:#4b5058}.fill{fill:#2f4fc4}.line{fill:none;stroke:#85868a}.on{fill:#fff}' +
	'@media(prefers-color-scheme:dark){text{fill:#b9bcc2}.fill{fill:#9db2ff}.line{stroke:#787e88}.on{fill:#10131c}}';

const drawing = (shapes: string) =>
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}"><style>${style}</style>${shapes}</svg>`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A bar for each, the longest as wide as there is room; above them what they measure. */
export function barsSvg(title: string, rows: readonly { label: string; value: number }[]): string {
	const most = Math.max(...rows.map(({ value }) => value));
	const top = 24;
	const pitch = Math.min(40, (size.height - top) / rows.length);
	const left = 170;
	return drawing(
		`<text x="${left}" y="14">${escaped(title)} →</text>` +
			rows
				.map(({ label, value }, i) => {
					const y = top + i * pitch + pitch / 2;
					const width = Math.max(1, ((size.width - left - 10) * value) / most);
					return (
						`<text x="${left - 10}" y="${(y + 4).toFixed(1)}" text-anchor="end">${escaped(label)}</text>` +
						`<rect class="fill" x="${left}" y="${(y - pitch * 0.3).toFixed(1)}" width="${width.toFixed(1)}" height="${(pitch * 0.6).toFixed(1)}"/>`
					);
				})
				.join('')
	);
}

/** Bits as boxes, those that are set filled. */
export function bitsSvg(rows: readonly { label: string; bits: readonly boolean[] }[]): string {
	const cell = Math.min(44, size.width / Math.max(...rows.map(({ bits }) => bits.length)));
	const pitch = cell + 40;
	const top = (size.height - rows.length * pitch) / 2;
	return drawing(
		rows
			.map(({ label, bits }, row) => {
				const left = (size.width - bits.length * cell) / 2;
				const y = top + row * pitch + 24;
				return (
					`<text x="${left.toFixed(1)}" y="${(y - 8).toFixed(1)}">${escaped(label)}</text>` +
					bits
						.map((isSet, i) => {
							const x = left + i * cell;
							return (
								`<rect class="${isSet ? 'fill' : 'line'}" x="${(x + 1).toFixed(1)}" y="${y.toFixed(1)}" width="${(cell - 2).toFixed(1)}" height="${cell.toFixed(1)}" rx="3"/>` +
								`<text${isSet ? ' class="on"' : ''} x="${(x + cell / 2).toFixed(1)}" y="${(y + cell / 2 + 5).toFixed(1)}" text-anchor="middle">${Number(isSet)}</text>`
							);
						})
						.join('')
				);
			})
			.join('')
	);
}
