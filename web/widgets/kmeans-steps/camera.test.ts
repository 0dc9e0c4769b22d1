import { describe, expect, it } from 'vitest';
import { cameraOf, firstView, newProjected, project, reach, turned, type View } from './camera';

const at = (view: View, red: number, green: number, blue: number) =>
	project(cameraOf(view), red, green, blue, newProjected());
const ahead: View = { yaw: 0, pitch: 0 };

describe('the camera', () => {
	it('sees red to the right, green up and blue towards the reader before anything is turned', () => {
		const black = at(ahead, 0, 0, 0);
		expect(at(ahead, 255, 0, 0).x).toBeGreaterThan(black.x);
		expect(at(ahead, 255, 0, 0).y).toBeCloseTo(black.y);
		expect(at(ahead, 0, 255, 0).y).toBeLessThan(black.y);
		expect(at(ahead, 0, 0, 255).depth).toBeCloseTo(black.depth + 255);
	});

	it('turns red to where blue was, a quarter turn later', () => {
		expect(at({ yaw: -Math.PI / 2, pitch: 0 }, 255, 127.5, 127.5).depth).toBeCloseTo(127.5);
	});

	it('looks down on white from above', () => {
		expect(at({ yaw: 0, pitch: Math.PI / 2 }, 127.5, 255, 127.5).depth).toBeCloseTo(127.5);
	});

	it('shows near things larger', () => {
		expect(at(ahead, 127.5, 127.5, 255).scale).toBeGreaterThan(1);
		expect(at(ahead, 127.5, 127.5, 0).scale).toBeLessThan(1);
		expect(at(ahead, 127.5, 127.5, 127.5).scale).toBe(1);
	});

	it('keeps the whole cube in the picture from any side', () => {
		for (let yaw = 0; yaw < 2 * Math.PI; yaw += 0.1) {
			for (let pitch = -Math.PI / 2; pitch <= Math.PI / 2; pitch += 0.1) {
				for (const [red, green, blue] of [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [
					i & 1,
					(i >> 1) & 1,
					i >> 2
				])) {
					const corner = at({ yaw, pitch }, red! * 255, green! * 255, blue! * 255);
					expect(Math.min(corner.x, corner.y)).toBeGreaterThan(0);
					expect(Math.max(corner.x, corner.y)).toBeLessThan(1);
					expect(Math.abs(corner.depth)).toBeLessThanOrEqual(reach + 1e-9);
				}
			}
		}
	});

	it('does not tip over the poles', () => {
		expect(turned(firstView, 0, 10).pitch).toBe(Math.PI / 2);
		expect(turned(firstView, 0, -10).pitch).toBe(-Math.PI / 2);
		expect(turned(firstView, 10, 0).yaw).toBeCloseTo(firstView.yaw + 10);
	});
});
