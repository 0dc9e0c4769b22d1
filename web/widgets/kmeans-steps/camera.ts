/**
 * From the RGB cube to the screen. Red runs right, green up, blue towards the reader before anything is turned; the
 * cube turns about its middle, and the picture is a square of side 1, so that one projection serves any size.
 */

export interface View {
	/** Radians about the upright axis. */
	yaw: number;
	/** Radians that the reader looks down from above; kept between straight up and straight down. */
	pitch: number;
}

export interface Camera {
	cosYaw: number;
	sinYaw: number;
	cosPitch: number;
	sinPitch: number;
}

export interface Projected {
	/** 0 (left) … 1, 0 (top) … 1. */
	x: number;
	y: number;
	/** Levels towards the reader from the cube's middle. */
	depth: number;
	/** How much larger than at the middle things look here. */
	scale: number;
}

export const middle = 127.5;
/** From the middle to a corner: no depth is further. */
export const reach = middle * Math.sqrt(3);
/** The eye's distance from the middle: near enough that the near side looks nearer. */
const eye = 1150;
/** However it is turned, the cube stays inside, with some room beside it for words. */
const zoom = 0.45 / reach;
/** Seen from above, the near corner hangs lower than the far one rises. */
const center = { x: 0.5, y: 0.48 };

/** From the side of the greys' diagonal: a photo's colours spread along it. */
export const firstView: Readonly<View> = { yaw: 0.42, pitch: 0.3 };

export function cameraOf({ yaw, pitch }: View): Camera {
	return {
		cosYaw: Math.cos(yaw),
		sinYaw: Math.sin(yaw),
		cosPitch: Math.cos(pitch),
		sinPitch: Math.sin(pitch)
	};
}

/** Writes into `out`, so that thousands of points a frame allocate nothing. */
export function project(camera: Camera, red: number, green: number, blue: number, out: Projected): Projected {
	const x = red - middle;
	const y = green - middle;
	const z = blue - middle;
	const across = camera.cosYaw * x + camera.sinYaw * z;
	const towards = camera.cosYaw * z - camera.sinYaw * x;
	const up = camera.cosPitch * y - camera.sinPitch * towards;
	const depth = camera.cosPitch * towards + camera.sinPitch * y;
	const scale = eye / (eye - depth);
	out.x = center.x + across * scale * zoom;
	out.y = center.y - up * scale * zoom;
	out.depth = depth;
	out.scale = scale;
	return out;
}

export const newProjected = (): Projected => ({ x: 0, y: 0, depth: 0, scale: 1 });

/** Turned by these angles; over the poles it does not go, where up would become down. */
export function turned(view: View, yaw: number, pitch: number): View {
	const pole = Math.PI / 2;
	return { yaw: view.yaw + yaw, pitch: Math.min(pole, Math.max(-pole, view.pitch + pitch)) };
}
