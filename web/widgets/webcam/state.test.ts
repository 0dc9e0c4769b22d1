import { beforeEach, expect, it, vi } from 'vitest';
import type { CameraEngine } from '$engine/camera-client';
import type { FrameReport } from '$engine/camera-types';
import { WebcamView, type Cameras } from './state.svelte';

class FakeTrack extends EventTarget {
	stopped = false;
	stop() {
		this.stopped = true;
	}
}

const streamOf = (...tracks: FakeTrack[]) =>
	({ getTracks: () => tracks, getVideoTracks: () => tracks }) as unknown as MediaStream;

function fakeEngine() {
	const asked: string[] = [];
	let endRun: (() => void) | undefined;
	let failRun: ((error: Error) => void) | undefined;
	const run = (what: string) => {
		asked.push(what);
		return new Promise<void>((resolve, reject) => {
			endRun = resolve;
			failRun = reject;
		});
	};
	const engine: CameraEngine = {
		attach: async () => {},
		set: async ({ k, mode }) => void asked.push(`set ${k} ${mode}`),
		pause: async (paused) => void asked.push(paused ? 'pause' : 'go on'),
		playTrack: () => run('track'),
		playScene: (photo, width, height) => run(`scene ${photo} ${width} × ${height}`),
		stop: async () => {
			asked.push('stop');
			endRun?.();
		},
		png: async (mirrored) => new Uint8Array([Number(mirrored)]),
		colorMap: async () => new Uint8Array(768),
		close: () => void asked.push('close')
	};
	return { engine, asked, end: () => endRun?.(), fail: (error: Error) => failRun?.(error) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

let fake: ReturnType<typeof fakeEngine>;
let tracks: FakeTrack[];
let getUserMedia: ReturnType<typeof vi.fn<Cameras['getUserMedia']>>;
let cameras: Cameras | undefined;
let tell: (report: FrameReport) => void;
let view: WebcamView;

beforeEach(() => {
	fake = fakeEngine();
	tracks = [];
	getUserMedia = vi.fn<Cameras['getUserMedia']>(async () => {
		tracks.push(new FakeTrack());
		return streamOf(tracks.at(-1)!);
	});
	cameras = { getUserMedia };
	view = new WebcamView({
		engine: (told) => {
			tell = told;
			return fake.engine;
		},
		cameras: () => cameras,
		photo: () => 'dog.jpg'
	});
});

it('asks for nothing before it is told to', async () => {
	await settle();
	expect(getUserMedia).not.toHaveBeenCalled();
	expect(fake.asked).toEqual([]);
	expect(view.phase).toBe('off');
});

it('shows the camera with the options that were chosen, and what is told of it', async () => {
	view.k = 5;
	void view.openCamera();
	expect(view.phase).toBe('asking');
	await settle();
	expect(view.phase).toBe('camera');
	expect(fake.asked).toEqual(['set 5 follow', 'track']);
	expect(getUserMedia.mock.calls[0]![0]).toMatchObject({ audio: false, video: { width: { ideal: 640 } } });
	tell({ frames: 3 } as FrameReport);
	expect(view.report?.frames).toBe(3);
});

it('stops every track and the worker when it leaves the screen, and says so', async () => {
	void view.openCamera();
	await settle();
	view.stop('away');
	expect(tracks[0]!.stopped).toBe(true);
	expect(fake.asked.at(-1)).toBe('stop');
	expect(view.phase).toBe('off');
	expect(view.rest).toBe('away');
	await settle();
	expect(view.trouble).toBeUndefined();
});

it('stops a camera that is granted after the reader has gone', async () => {
	let grant: (stream: MediaStream) => void = () => {};
	getUserMedia.mockReturnValueOnce(new Promise((resolve) => (grant = resolve)));
	void view.openCamera();
	view.stop('hidden');
	const track = new FakeTrack();
	grant(streamOf(track));
	await settle();
	expect(track.stopped).toBe(true);
	expect(view.phase).toBe('off');
	expect(fake.asked).not.toContain('track');
});

it.each([
	['NotAllowedError', 'refused'],
	['NotFoundError', 'missing'],
	['NotReadableError', 'busy']
])('tells of %s that the camera is %s', async (name, kind) => {
	getUserMedia.mockRejectedValueOnce(new DOMException('no', name));
	await view.openCamera();
	expect(view.trouble?.kind).toBe(kind);
	expect(view.trouble?.advice).not.toBe('');
	expect(view.phase).toBe('off');
});

it('tells that an insecure page has no camera', async () => {
	cameras = undefined;
	await view.openCamera();
	expect(view.trouble?.kind).toBe('insecure');
});

it('tells that the page around its frame bars the camera, without asking for it; the scene is free', async () => {
	const framed = new WebcamView({
		engine: () => fake.engine,
		cameras: () => cameras,
		barred: () => true,
		photo: () => 'dog.jpg'
	});
	await framed.openCamera();
	expect(framed.trouble?.kind).toBe('barred');
	expect(framed.trouble?.happened).toContain('page around this frame');
	expect(getUserMedia).not.toHaveBeenCalled();
	void framed.openScene();
	await settle();
	expect(framed.phase).toBe('scene');
});

it('notices a camera that is unplugged in mid-stream', async () => {
	void view.openCamera();
	await settle();
	tracks[0]!.dispatchEvent(new Event('ended'));
	expect(view.trouble?.kind).toBe('unplugged');
	expect(view.phase).toBe('off');
	await settle();
	expect(view.trouble?.kind).toBe('unplugged');
});

it('tells what the worker failed with, and frees the camera', async () => {
	void view.openCamera();
	await settle();
	fake.fail(new Error('the frame has no pixels'));
	await settle();
	expect(view.trouble?.happened).toContain('the frame has no pixels');
	expect(tracks[0]!.stopped).toBe(true);
});

it('lets the scene take the place of the camera, whose light goes out', async () => {
	void view.openCamera();
	await settle();
	void view.openScene();
	await settle();
	expect(tracks[0]!.stopped).toBe(true);
	expect(view.phase).toBe('scene');
	expect(fake.asked.at(-1)).toBe('scene dog.jpg 640 × 480');
	view.stop('away');
	expect(view.rest).toBeUndefined();
});

it('asks for the camera anew at another size', async () => {
	void view.openCamera();
	await settle();
	view.resize({ width: 1280, height: 720 });
	await settle();
	expect(tracks.map(({ stopped }) => stopped)).toEqual([true, false]);
	expect(getUserMedia.mock.calls[1]![0]).toMatchObject({ video: { width: { ideal: 1280 } } });
	expect(view.phase).toBe('camera');
});

it('has the GPU asked for where there are many pixels, and knows what the camera can give', async () => {
	const asked = vi.spyOn(fake.engine, 'set');
	void view.openCamera();
	await settle();
	expect(asked.mock.lastCall![0].gpu).toBe(false);
	expect(view.most).toBeUndefined();
	const track = Object.assign(new FakeTrack(), {
		getCapabilities: () => ({ width: { max: 1280 }, height: { max: 720 } })
	});
	getUserMedia.mockResolvedValueOnce(streamOf(track));
	view.resize({ width: 1920, height: 1080 });
	await settle();
	expect(asked.mock.lastCall![0].gpu).toBe(true);
	expect(view.most).toEqual({ width: 1280, height: 720 });
});

it('pauses, goes on, and starts unpaused', async () => {
	void view.openCamera();
	await settle();
	view.pause(true);
	expect(fake.asked.at(-1)).toBe('pause');
	view.stop();
	expect(view.paused).toBe(false);
});

it('does not mirror the scene’s file', async () => {
	void view.openCamera();
	await settle();
	expect([...(await view.png())]).toEqual([1]);
	void view.openScene();
	await settle();
	expect([...(await view.png())]).toEqual([0]);
});

it('frees everything at its end', async () => {
	void view.openCamera();
	await settle();
	view.close();
	expect(tracks[0]!.stopped).toBe(true);
	expect(fake.asked.at(-1)).toBe('close');
});

it('begins with another worker after one that could not be started', async () => {
	const prepare = vi.fn(async () => {});
	const engines: string[] = [];
	view = new WebcamView({
		engine: (told) => {
			tell = told;
			engines.push('started');
			return fake.engine;
		},
		cameras: () => cameras,
		prepare,
		photo: () => 'dog.jpg'
	});
	prepare.mockRejectedValueOnce(new Error('the camera’s worker could not be started'));
	await view.openCamera();
	expect(view).toMatchObject({ phase: 'off', running: false });
	expect(view.trouble).toBeDefined();
	expect(tracks[0]?.stopped).toBe(true);
	expect(fake.asked).toContain('close');
	void view.openCamera();
	await settle();
	expect(view.phase).toBe('camera');
	expect(engines).toHaveLength(2);
	expect(prepare).toHaveBeenCalledTimes(2);
});

it('keeps the scene as it was when it stops, and has no picture to save before the next frame', async () => {
	void view.openScene();
	await settle();
	tell({} as FrameReport);
	expect(view).toMatchObject({ isFresh: true, isMirrored: false });
	view.stop();
	expect(view).toMatchObject({ phase: 'off', isMirrored: false });
	void view.openCamera();
	expect(view.isFresh).toBe(false);
	await settle();
	expect(view.isMirrored).toBe(true);
});
