/** The camera's worker on the main thread. Each widget has one of its own, which lives as long as the widget. */
import * as Comlink from 'comlink';
import type { CameraWorker } from './camera.worker';
import type { CameraOptions, FrameReport } from './camera-types';
import { CoreError } from './types';
import { startCameraWorker } from './start-camera-worker';
import { trackProcessor } from './track-processor';

export interface CameraEngine {
	/** Hands both canvases over for good: only the worker draws on them from now on. */
	attach(picture: HTMLCanvasElement, palette: HTMLCanvasElement): Promise<void>;
	set(options: CameraOptions): Promise<void>;
	pause(paused: boolean): Promise<void>;
	/** Shows the track's frames until it ends or `stop` is called. Rejects with CoreError. */
	playTrack(track: MediaStreamTrack): Promise<void>;
	/** The same for the built-in scene. */
	playScene(photo: string, width: number, height: number): Promise<void>;
	stop(): Promise<void>;
	png(mirrored: boolean): Promise<Uint8Array<ArrayBuffer>>;
	/** The error view's colours, `256 × 3` bytes. */
	colorMap(): Promise<Uint8Array<ArrayBuffer>>;
	/** Ends the worker and frees everything. */
	close(): void;
}

class WorkerCameraEngine implements CameraEngine {
	readonly #worker = startCameraWorker();
	readonly #remote = Comlink.wrap<CameraWorker>(this.#worker);
	readonly #ready: Promise<void>;
	/** Rejects when the worker's script cannot be loaded or breaks; a call to it would wait for ever. */
	readonly #broken: Promise<never>;
	/** Ends the way of frames through the page, where there is one. */
	#endHanding: (() => void) | undefined;

	constructor(tell: (report: FrameReport) => void) {
		this.#broken = new Promise((_, reject) => {
			this.#worker.addEventListener('error', ({ message }) =>
				reject(
					new Error(
						`the camera’s worker could not be started: ${message || 'its script is not there, or this page may not load it'}`
					)
				)
			);
		});
		this.#ready = Promise.race([this.#remote.start(Comlink.proxy(tell)), this.#broken]);
		// Whoever asks next is told of it.
		this.#broken.catch(() => undefined);
		this.#ready.catch(() => undefined);
	}

	async attach(picture: HTMLCanvasElement, palette: HTMLCanvasElement): Promise<void> {
		const hand = (canvas: HTMLCanvasElement) => {
			const offscreen = canvas.transferControlToOffscreen();
			return Comlink.transfer(offscreen, [offscreen]);
		};
		// A canvas is handed over once: not to a worker that may never come.
		await this.#ask(() => this.#ready);
		await this.#ask(() => this.#remote.attach(hand(picture), hand(palette)));
	}

	async set(options: CameraOptions): Promise<void> {
		await this.#ask(() => this.#remote.set(options));
	}

	async pause(paused: boolean): Promise<void> {
		await this.#remote.pause(paused);
	}

	async playTrack(track: MediaStreamTrack): Promise<void> {
		await this.#ready;
		const Processor = trackProcessor();
		if (Processor) {
			const { readable: frames } = new Processor({ track });
			await this.#ask(() => this.#remote.run(Comlink.transfer({ kind: 'stream', frames }, [frames])));
			return;
		}
		if (await this.#playThere(track)) return;
		await this.#remote.run({ kind: 'handed' });
		await this.#ask(() => this.#hand(track));
	}

	async playScene(photo: string, width: number, height: number): Promise<void> {
		await this.#ask(() => this.#remote.run({ kind: 'scene', photo, width, height }));
	}

	async stop(): Promise<void> {
		this.#endHanding?.();
		await this.#remote.stop();
	}

	png = (mirrored: boolean) => this.#ask(() => this.#remote.png(mirrored));

	colorMap = () => this.#ask(() => this.#remote.colorMap());

	close(): void {
		this.#endHanding?.();
		// Comlink holds on to the worker of a call that is not answered any more, and with it to the whole figure.
		this.#remote[Comlink.releaseProxy]();
		this.#worker.terminate();
	}

	async #ask<T>(call: () => Promise<T>): Promise<T> {
		try {
			return await Promise.race([call(), this.#broken]);
		} catch (error) {
			// A class does not survive the way from the worker; its message does.
			throw new CoreError(error instanceof Error ? error.message : String(error));
		}
	}

	/** Hands the worker a track of its own, where it has a processor; false where it has none or no track gets there. */
	async #playThere(track: MediaStreamTrack): Promise<boolean> {
		if (!(await this.#ask(() => this.#remote.takesTracks()))) return false;
		const own = track.clone();
		let isSent = true;
		const run = () =>
			this.#remote
				// TypeScript's library does not know that a track can be handed over.
				.run(Comlink.transfer({ kind: 'track', track: own }, [own as unknown as Transferable]))
				.catch((error: unknown) => {
					own.stop();
					// Of this page's own kinds: what the worker throws comes as a plain Error.
					isSent = !(error instanceof TypeError || error instanceof DOMException);
					if (isSent) throw error;
				});
		await this.#ask(run);
		return isSent;
	}

	/** Without a processor a hidden video plays the track, and the page passes its frames on, one at a time. */
	async #hand(track: MediaStreamTrack): Promise<void> {
		const video = document.createElement('video');
		video.muted = true;
		video.playsInline = true;
		video.srcObject = new MediaStream([track]);
		const over = new AbortController();
		const { signal } = over;
		const ended = new Promise<void>((resolve) => {
			signal.addEventListener('abort', () => resolve());
		});
		this.#endHanding = () => over.abort();
		track.addEventListener('ended', this.#endHanding, { signal });
		const failed = new Promise<never>((_, reject) => {
			const pass = async () => {
				if (signal.aborted) return;
				const frame =
					'VideoFrame' in globalThis ? new VideoFrame(video) : await createImageBitmap(video);
				await this.#remote.take(Comlink.transfer(frame, [frame]));
				next();
			};
			const next = () => {
				if (!signal.aborted) video.requestVideoFrameCallback(() => void pass().catch(reject));
			};
			video.play().then(next, reject);
		});
		try {
			await Promise.race([ended, failed]);
		} finally {
			over.abort();
			video.srcObject = null;
		}
	}
}

/** Starts a worker. Call in the browser only. */
export const startCamera = (tell: (report: FrameReport) => void): CameraEngine =>
	new WorkerCameraEngine(tell);
