/** A camera's frames, off the main thread. */
import * as Comlink from 'comlink';
import { CameraGpu } from '../gpu/camera-gpu';
import createCamera from './wasm/camera.mjs';
import { CameraSession } from './camera-session';
import type { CameraOptions, FrameReport, FrameSource } from './camera-types';
import { trackProcessor } from './track-processor';

let told: ((report: FrameReport) => void) | undefined;
const session = createCamera().then(
	(core) => new CameraSession(core, new CameraGpu(), (report) => told?.(report))
);

const worker = {
	/** Resolves when the core is there. */
	async start(tell: (report: FrameReport) => void): Promise<void> {
		told = tell;
		await session;
	},
	attach: async (picture: OffscreenCanvas, palette: OffscreenCanvas) =>
		(await session).attach(picture, palette),
	set: async (options: CameraOptions) => (await session).set(options),
	pause: async (paused: boolean) => (await session).pause(paused),
	takesTracks: () => trackProcessor() !== undefined,
	run: async (source: FrameSource) => (await session).run(source),
	stop: async () => (await session).stop(),
	take: async (frame: VideoFrame | ImageBitmap) => (await session).take(frame),
	async png(mirrored: boolean): Promise<Uint8Array<ArrayBuffer>> {
		const file = await (await session).png(mirrored);
		return Comlink.transfer(file, [file.buffer]);
	},
	colorMap: async () => (await session).colorMap()
};

export type CameraWorker = typeof worker;

Comlink.expose(worker);
