/** The order of things in the camera's worker, with a core and frames that do as they are told. */
import { afterEach, expect, it, vi } from 'vitest';
import type { FrameAssigner } from './camera-pipeline';
import { CameraSession } from './camera-session';
import type { CameraCore, CoreCamera } from './wasm/camera.mjs';

const log: string[] = [];
const core: CameraCore = {
	openCamera: () =>
		({
			frame: () => new Uint8Array(4),
			setNoise() {},
			cluster() {},
			assign: () => log.push('assigned'),
			paint: () => new Uint8Array(4),
			palette: () => new Uint8Array(3),
			counts: () => new Uint32Array(1),
			mse: () => 0,
			delete: () => log.push('freed')
		}) as unknown as CoreCamera,
	colorMap: () => new Uint8Array(768)
};
const gpu: FrameAssigner = {
	status: { by: 'core' },
	want() {},
	indices: async () => undefined,
	fail() {},
	close() {}
};

/** One pixel; the browser copies it when `copied` is called. */
function frameOf() {
	let copied = () => {};
	const copying = new Promise<void>((resolve) => (copied = resolve));
	const rectangle = { width: 1, height: 1 };
	const frame = {
		visibleRect: rectangle,
		displayWidth: 1,
		displayHeight: 1,
		copyTo: async () => {
			log.push('copying');
			await copying;
			log.push('copied');
		},
		close: () => log.push('closed')
	} as unknown as VideoFrame;
	return { frame, copied };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
	log.length = 0;
	vi.unstubAllGlobals();
});

it('frees no memory that the browser still copies a frame into', async () => {
	const session = new CameraSession(core, gpu, () => {});
	await session.run({ kind: 'handed' });
	const { frame, copied } = frameOf();
	const taken = session.take(frame);
	await settle();
	const stopped = session.stop();
	await settle();
	expect(log).toEqual(['copying']);
	copied();
	await Promise.all([taken, stopped]);
	// Nothing is made of it any more.
	expect(log).toEqual(['copying', 'copied', 'closed', 'freed']);
});

it('begins with the next source when the frame of the last one is done', async () => {
	const session = new CameraSession(core, gpu, () => {});
	await session.run({ kind: 'handed' });
	const [first, second] = [frameOf(), frameOf()];
	void session.take(first.frame);
	await settle();
	const running = session.run({ kind: 'handed' });
	first.copied();
	await running;
	second.copied();
	await session.take(second.frame);
	expect(log).toEqual(['copying', 'copied', 'closed', 'freed', 'copying', 'copied', 'assigned', 'closed']);
});

it('takes a track apart where only a worker can, and stops it at once when it is stopped', async () => {
	let give: ReadableStreamDefaultController<VideoFrame> | undefined;
	let cancelled = false;
	vi.stubGlobal(
		'MediaStreamTrackProcessor',
		class {
			readable = new ReadableStream<VideoFrame>({
				start: (controller) => void (give = controller),
				cancel: () => void (cancelled = true)
			});
		}
	);
	const session = new CameraSession(core, gpu, () => {});
	const track = { stop: () => log.push('track stopped') } as unknown as MediaStreamTrack;
	const running = session.run({ kind: 'track', track });
	await settle();
	const { frame, copied } = frameOf();
	copied();
	give!.enqueue(frame);
	await settle();
	expect(log).toEqual(['copying', 'copied', 'assigned', 'closed']);

	void session.stop();
	expect(log.at(-1)).toBe('track stopped');
	// A track that has ended gives one last frame or none.
	give!.enqueue(frameOf().frame);
	await running;
	expect(cancelled).toBe(true);
	expect(log.slice(5)).toEqual(['freed', 'closed']);
});
