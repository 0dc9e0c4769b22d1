/** Which way a camera's frames go, by what the browser has. */
import * as Comlink from 'comlink';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FrameSource } from './camera-types';

const { worker } = vi.hoisted(() => ({ worker: { port: undefined as unknown as MessagePort } }));
vi.mock('./start-camera-worker', () => ({
	startCameraWorker: () => Object.assign(worker.port, { terminate() {} })
}));
const { startCamera } = await import('./camera-client');

let asked: string[];
let takesTracks: boolean;

beforeEach(() => {
	asked = [];
	takesTracks = true;
	const { port1, port2 } = new MessageChannel();
	worker.port = port1;
	Comlink.expose(
		{
			start() {},
			stop() {},
			takesTracks: () => takesTracks,
			run: (source: FrameSource) => void asked.push(source.kind)
		},
		port2
	);
	vi.stubGlobal('MediaStream', class {});
	vi.stubGlobal('document', {
		createElement: () => ({
			play: () => {
				asked.push('video');
				return Promise.reject(new Error('no more of it'));
			}
		})
	});
});

afterEach(() => {
	worker.port.close();
	vi.unstubAllGlobals();
});

/** A port can be handed over; a plain object cannot, as a track cannot in some browsers. */
function trackOf(canBeHanded: boolean) {
	const { port1 } = new MessageChannel();
	const own = Object.assign(canBeHanded ? port1 : new EventTarget(), { stop: () => asked.push('stopped') });
	return Object.assign(new EventTarget(), { clone: () => own }) as unknown as MediaStreamTrack;
}

it('hands the worker a track of its own where the worker can take it apart', async () => {
	await startCamera(() => {}).playTrack(trackOf(true));
	expect(asked).toEqual(['track']);
});

it('plays it in a video where no track can be handed over, and stops the worker’s own', async () => {
	await expect(startCamera(() => {}).playTrack(trackOf(false))).rejects.toThrow('no more of it');
	expect(asked).toEqual(['stopped', 'handed', 'video']);
});

it('plays it in a video where the worker has nothing to take it apart', async () => {
	takesTracks = false;
	await expect(startCamera(() => {}).playTrack(trackOf(true))).rejects.toThrow('no more of it');
	expect(asked).toEqual(['handed', 'video']);
});

it('sends the frames alone where the page takes the track apart', async () => {
	vi.stubGlobal(
		'MediaStreamTrackProcessor',
		class {
			readable = new ReadableStream();
		}
	);
	await startCamera(() => {}).playTrack(trackOf(true));
	expect(asked).toEqual(['stream']);
});
