/** A curve as a drawing by itself: the figure's stored first picture, for readers without JavaScript. */
import { line } from 'd3-shape';
import { axisScale, axisTicks } from '$parts/chart-axis';
import { formatTick } from '$parts/format';
import type { Curve } from './curves';

export const size = { width: 460, height: 290 };

const edge = { left: 55, right: size.width - 15, top: 30, bottom: size.height - 46 };

// A stored picture does not know the page's theme, only the system's.
const style =
	'path{stroke:#64696f;fill:none}text{font:500 12px system-ui,sans-serif;fill:#4b5058}' +
	'.curve{stroke:#2f4fc4;stroke-width:2}@media(prefers-color-scheme:dark){path{stroke:#9a9fa7}' +
	'text{fill:#b9bcc2}.curve{stroke:#9db2ff}}';

function text(x: number, y: number, anchor: 'start' | 'middle' | 'end', words: string): string {
	return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
}

/** `more`: other curves on the same axes, drawn finer. */
export function posterSvg({ x, y, points }: Curve, more: readonly Curve['points'][] = []): string {
	const all = [points, ...more].flat();
	const [xs, ys] = [all.map((point) => point.x), all.map((point) => point.y)];
	const xScale = axisScale(x, xs, [edge.left, edge.right]);
	const yScale = axisScale(y, ys, [edge.bottom, edge.top]);
	const across = axisTicks(x, xScale, 5).map((tick) =>
		text(xScale(tick), edge.bottom + 18, 'middle', (x.format ?? formatTick)(tick))
	);
	const up = axisTicks(y, yScale, 4).map(
		(tick) =>
			`<path d="M${edge.left} ${yScale(tick).toFixed(1)}H${edge.right}" stroke-opacity=".3"/>` +
			text(edge.left - 8, yScale(tick) + 4, 'end', (y.format ?? formatTick)(tick))
	);
	const drawn = line<Curve['points'][number]>(
		(point) => Math.round(xScale(point.x)),
		(point) => Math.round(yScale(point.y))
	);
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}">` +
		`<style>${style}</style>${up.join('')}${across.join('')}` +
		text(0, 14, 'start', `↑ ${y.label}`) +
		text(edge.right, size.height - 6, 'end', `${x.label} →`) +
		more.map((points) => `<path class="curve" stroke-opacity=".5" d="${drawn(points)}"/>`).join('') +
		`<path class="curve" d="${drawn(points)}"/></svg>`
	);
}
