import { describe, expect, it } from 'vitest';
import { cameraOf, firstView, newProjected, project } from './camera';
import { centroidsAt, cubeOf, side } from './scene';

const camera = cameraOf(firstView);

describe('the cube', () => {
	it('has twelve edges, three of them behind and three of them axes', () => {
		const { behind, before } = cubeOf(camera);
		expect([behind.length, before.length]).toEqual([3, 9]);
		expect([...behind, ...before].flatMap(({ axis }) => axis ?? []).sort()).toEqual([
			'blue',
			'green',
			'red'
		]);
	});

	it('hides the edges of the farthest corner', () => {
		// From straight ahead and a little above, to the right: the far low left corner is black.
		const { behind } = cubeOf(cameraOf({ yaw: -0.3, pitch: 0.3 }));
		expect(behind.map(({ axis }) => axis).sort()).toEqual(['blue', 'green', 'red']);
	});
});

describe('centroids', () => {
	const frames = [
		new Float32Array([0, 0, 0, 255, 255, 255]),
		new Float32Array([100, 50, 0, 255, 255, 255]),
		new Float32Array([100, 150, 0, 255, 255, 255])
	];
	const first = (moment: number) => centroidsAt(camera, frames, moment).find(({ index }) => index === 0)!;

	it('stand where the frame says', () => {
		const { x, y } = project(camera, 100, 50, 0, newProjected());
		expect(first(1)).toMatchObject({ x: x * side, y: y * side, color: 'rgb(100 50 0)' });
	});

	it('are half way between two frames at half past', () => {
		expect(first(0.5).color).toBe('rgb(50 25 0)');
		expect(first(1.5).color).toBe('rgb(100 100 0)');
	});

	it('leave a trail through every frame so far', () => {
		expect(first(0).trail.split(' ')).toHaveLength(2);
		expect(first(1.5).trail.split(' ')).toHaveLength(3);
		expect(first(2).trail.split(' ')).toHaveLength(4);
		expect(first(2).start).toEqual(first(0).start);
	});

	it('come from far to near, and not at all before there is a walk', () => {
		const order = centroidsAt(cameraOf({ yaw: 0, pitch: 0 }), frames, 0).map(({ index }) => index);
		expect(order).toEqual([0, 1]);
		expect(
			centroidsAt(cameraOf({ yaw: Math.PI, pitch: 0 }), frames, 0).map(({ index }) => index)
		).toEqual([1, 0]);
		expect(centroidsAt(camera, [], 0)).toEqual([]);
	});

	it('stay at rest beyond the last frame, as when a shorter walk takes its place', () => {
		expect(first(9).color).toBe('rgb(100 150 0)');
	});
});
