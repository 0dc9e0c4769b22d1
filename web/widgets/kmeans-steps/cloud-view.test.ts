import { describe, expect, it } from 'vitest';
import { cameraOf, firstView, newProjected, project, turned } from './camera';
import { CloudView } from './cloud-view';

const cloudOf = (...points: [red: number, green: number, blue: number, count: number][]) => ({
	positions: new Float32Array(points.flatMap(([red, green, blue]) => [red, green, blue])),
	counts: new Uint32Array(points.map(([, , , count]) => count))
});
const ahead = cameraOf({ yaw: 0, pitch: 0 });

function drawn(view: CloudView, camera = ahead, side = 100) {
	const rgba = new Uint8ClampedArray(4 * side * side);
	view.arrange(camera);
	view.draw(rgba, side);
	const pixel = (x: number, y: number) => [...rgba.subarray(4 * (y * side + x), 4 * (y * side + x) + 4)];
	return { rgba, pixel };
}

/** The pixel that the middle of a point falls on. */
function spot(view: CloudView, i: number, side = 100): [number, number] {
	return [Math.floor(view.x[i]! * side), Math.floor(view.y[i]! * side)];
}

describe('the cloud', () => {
	it('is ordered from far to near, every point once', () => {
		let random = 1;
		const next = (bound: number) => (random = (random * 48271) % 2147483647) % bound;
		const view = new CloudView(
			cloudOf(
				...Array.from(
					{ length: 3000 },
					() => [next(256), next(256), next(256), 1 + next(999)] as [number, number, number, number]
				)
			)
		);
		const camera = cameraOf(turned(firstView, 2, -1));
		view.arrange(camera);
		expect([...view.order].sort((a, b) => a - b)).toEqual(Array.from({ length: 3000 }, (_, i) => i));
		const depth = (i: number) => {
			const [red, green, blue] = view.colors.subarray(4 * i, 4 * i + 3);
			return project(camera, red!, green!, blue!, newProjected()).depth;
		};
		const depths = [...view.order].map(depth);
		// A bucket of the counting sort is less than half a level deep.
		depths.slice(1).forEach((d, n) => expect(d - depths[n]!).toBeGreaterThan(-0.5));
	});

	it('draws a point in its own colour, where the camera sees it', () => {
		const view = new CloudView(cloudOf([200, 40, 90, 10]));
		const { pixel } = drawn(view);
		expect(pixel(...spot(view, 0))).toEqual([200, 40, 90, 255]);
	});

	it('is opaque inside, a soft rim at its edge, and nothing beyond', () => {
		const view = new CloudView(cloudOf([200, 200, 200, 1]));
		const side = 400;
		const { pixel } = drawn(view, ahead, side);
		const [x, y] = spot(view, 0, side);
		const alphas = Array.from({ length: 20 }, (_, n) => pixel(x + n, y)[3]!);
		expect(alphas[0]).toBe(255);
		expect(alphas.at(-1)).toBe(0);
		expect(alphas.slice(1).every((alpha, n) => alpha <= alphas[n]!)).toBe(true);
		// Straight alpha: a half covered pixel has the rim's full colour.
		const soft = alphas.findIndex((alpha) => alpha > 20 && alpha < 255);
		expect(pixel(x + soft, y).slice(0, 3)).toEqual([152, 152, 152]);
	});

	it('lets the nearer of two points hide the farther one, whichever comes first', () => {
		const far: [number, number, number, number] = [128, 128, 0, 1];
		const near: [number, number, number, number] = [128, 128, 255, 1];
		for (const points of [
			[far, near],
			[near, far]
		]) {
			const view = new CloudView(cloudOf(...points));
			const { pixel } = drawn(view, ahead, 600);
			expect(pixel(...spot(view, points.indexOf(near), 600))).toEqual([128, 128, 255, 255]);
		}
	});

	it('draws what has more pixels larger, within bounds', () => {
		const view = new CloudView(
			cloudOf([10, 10, 10, 1], [10, 10, 10, 200], [10, 10, 10, 1e6], [10, 10, 10, 9e6])
		);
		view.arrange(ahead);
		const [one, more, many, most] = view.radius;
		expect(more!).toBeGreaterThan(one!);
		expect(many!).toBeGreaterThan(more!);
		expect(many!).toBeCloseTo(most!);
	});

	it('leaves what no disc covers transparent and clears what was there', () => {
		const view = new CloudView(cloudOf([255, 0, 0, 1]));
		const { pixel, rgba } = drawn(view);
		expect(pixel(2, 2)).toEqual([0, 0, 0, 0]);
		rgba.fill(77);
		view.draw(rgba, 100);
		expect(pixel(2, 2)).toEqual([0, 0, 0, 0]);
	});

	it('never draws outside of its square', () => {
		// Levels beyond the cube fall on and beyond every edge.
		const view = new CloudView(
			cloudOf(
				[-900, 128, 128, 9],
				[900, 128, 128, 9],
				[128, -900, 128, 9],
				[128, 900, 128, 9],
				[-130, 128, 128, 9],
				[128, 400, 128, 9]
			)
		);
		const side = 60;
		const guard = 4 * side;
		const buffer = new Uint8ClampedArray(4 * side * side + 2 * guard).fill(7);
		view.arrange(ahead);
		view.draw(buffer.subarray(guard, -guard), side);
		expect(new Set(buffer.subarray(0, guard))).toEqual(new Set([7]));
		expect(new Set(buffer.subarray(-guard))).toEqual(new Set([7]));
		// Nor does a disc cut off at one edge come back in at the other.
		const column = (x: number) =>
			Array.from({ length: side }, (_, y) => buffer[guard + 4 * (y * side + x) + 3]!);
		expect(Math.max(...column(1))).toBe(0);
	});
});
