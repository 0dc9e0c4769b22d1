/** The figure's stored first picture: the cloud as the canvas shows it first, and a walk that has come to its end. */
import type { Cloud, Steps } from '$engine/types';
import { cameraOf, firstView } from './camera';
import { CloudView } from './cloud-view';
import { centroidsAt, side } from './scene';

/** Sixteen levels a channel are enough for specks. */
const hex = (level: number) => Math.round(level / 17).toString(16);

export function posterSvg(cloud: Cloud, frames: Steps['frames']): string {
	const camera = cameraOf(firstView);
	const view = new CloudView(cloud);
	view.arrange(camera);
	const marks: string[] = [];
	// A point is a line of no length with round ends: the shortest way to say a disc.
	for (const i of view.order) {
		const color = [0, 1, 2].map((channel) => hex(view.colors[4 * i + channel]!)).join('');
		const at = `${Math.round(view.x[i]! * side)} ${Math.round(view.y[i]! * side)}`;
		const width = (2 * view.radius[i]! * side).toFixed(0);
		marks.push(`<path stroke="#${color}" stroke-width="${width}" d="M${at}h0"/>`);
	}
	const centroids = centroidsAt(camera, frames, frames.length - 1);
	const lines = (stroke: string, width: number) =>
		centroids.map(
			({ trail }) => `<polyline points="${trail}" stroke="${stroke}" stroke-width="${width}"/>`
		);
	marks.push(...lines('#16181c', 9), ...lines('#fff', 4.5));
	for (const { x, y, radius, color } of centroids) {
		const circle = `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}"`;
		marks.push(`${circle} stroke="#16181c" stroke-width="14"/>`);
		marks.push(`${circle} stroke="#fff" stroke-width="8" fill="${color}"/>`);
	}
	return (
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" fill="none" ` +
		`stroke-linecap="round" stroke-linejoin="round">${marks.join('')}</svg>`
	);
}
