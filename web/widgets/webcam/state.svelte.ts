import type { CameraEngine } from '$engine/camera-client';
import type { CameraOptions, FrameReport, PaletteMode } from '$engine/camera-types';
import { troubleFrom, troubleOf, type Trouble } from './trouble';

export interface Size {
	width: number;
	height: number;
}

/** Why the camera is off although it was on. */
export type Rest = 'away' | 'hidden';

/** The part of navigator.mediaDevices that is used. */
export type Cameras = Pick<MediaDevices, 'getUserMedia'>;

type Phase =
	/** Nothing runs. */
	| 'off'
	/** The browser asks the reader. */
	| 'asking'
	| 'camera'
	| 'scene';

interface Setup {
	/** Started when first needed, with what it is to tell. */
	engine: (tell: (report: FrameReport) => void) => CameraEngine;
	/** Undefined where the browser has none to offer. */
	cameras: () => Cameras | undefined;
	/** Whether the page around this one keeps the camera from it. */
	barred?: () => boolean;
	/** Before the first frame. */
	prepare?: (engine: CameraEngine) => Promise<void>;
	photo: () => string;
	k?: number;
}

/** With more pixels than this the way to the GPU and back pays. */
const mostOfTheCore = 1280 * 720;

/** A camera in few colours: what runs, what went wrong, and what is told of the frames. */
export class WebcamView {
	k = $state(16);
	mode = $state<PaletteMode>('follow');
	view = $state<CameraOptions['view']>('picture');
	mirrored = $state(true);
	size = $state.raw<Size>({ width: 640, height: 480 });
	/** The largest frame of the last camera, where it tells. */
	most = $state.raw<Size>();
	phase = $state<Phase>('off');
	paused = $state(false);
	/** Set when the camera was switched off because nobody could see the figure. */
	rest = $state<Rest>();
	trouble = $state.raw<Trouble>();
	report = $state.raw<FrameReport>();
	/** Whose picture is on the canvas; the last one stays when it is switched off. */
	source = $state<'camera' | 'scene'>();
	/** Whether what runs has shown a frame. */
	isFresh = $state(false);

	readonly running = $derived(this.phase === 'camera' || this.phase === 'scene');

	readonly #setup: Setup;
	#engine: CameraEngine | undefined;
	#prepared: Promise<void> | undefined;
	#stream: MediaStream | undefined;
	/** Ended with the stream: a browser may keep a stopped track for as long as its page. */
	#watch: AbortController | undefined;
	/** Counts what is started: what an older start still waits for no longer matters. */
	#turn = 0;

	constructor(setup: Setup) {
		this.#setup = setup;
		this.k = setup.k ?? 16;
	}

	async openCamera(): Promise<void> {
		const turn = this.#begin('asking');
		const cameras = this.#setup.cameras();
		if (!cameras) return this.#fail(troubleOf('insecure'));
		if (this.#setup.barred?.()) return this.#fail(troubleOf('barred'));
		try {
			const { width, height } = this.size;
			const stream = await cameras.getUserMedia({
				audio: false,
				video: { width: { ideal: width }, height: { ideal: height }, facingMode: 'user' }
			});
			if (turn !== this.#turn) return stopTracks(stream);
			this.#stream = stream;
			const [track] = stream.getVideoTracks();
			if (!track) return this.#fail(troubleOf('missing'));
			this.most = largestOf(track);
			this.#watch = new AbortController();
			track.addEventListener('ended', () => this.#fail(troubleOf('unplugged')), {
				signal: this.#watch.signal
			});
			const engine = await this.#ready();
			if (turn !== this.#turn) return;
			this.phase = this.source = 'camera';
			await engine.playTrack(track);
			if (turn === this.#turn) this.#fail(troubleOf('unplugged'));
		} catch (error) {
			if (turn === this.#turn) this.#fail(troubleFrom(error));
		}
	}

	async openScene(): Promise<void> {
		const turn = this.#begin('scene');
		try {
			const engine = await this.#ready();
			if (turn !== this.#turn) return;
			this.source = 'scene';
			await engine.playScene(this.#setup.photo(), this.size.width, this.size.height);
		} catch (error) {
			if (turn === this.#turn) this.#fail(troubleFrom(error));
		}
	}

	/** Switches off; the last picture stays. */
	stop(rest?: Rest): void {
		if (this.phase === 'off') return;
		this.#turn++;
		this.#release();
		this.rest = this.phase === 'scene' ? undefined : rest;
		this.phase = 'off';
		this.paused = false;
	}

	/** Holds the picture still; k, palette and view still change it. */
	pause(paused: boolean): void {
		this.paused = paused;
		void this.#engine?.pause(paused);
	}

	/** To be called when anything that the frames are made with has changed. */
	apply(): void {
		this.#engine?.set(this.#options).catch((error: unknown) => this.#fail(troubleFrom(error)));
	}

	resize(size: Size): void {
		this.size = size;
		if (this.phase === 'camera' || this.phase === 'asking') void this.openCamera();
		if (this.phase === 'scene') void this.openScene();
	}

	/** The picture on screen as a PNG file. */
	async png(): Promise<Uint8Array<ArrayBuffer>> {
		if (!this.#engine) throw new Error('there is no picture yet');
		return this.#engine.png(this.isMirrored);
	}

	/** A camera looks back like a mirror; the scene never does. */
	get isMirrored(): boolean {
		return this.mirrored && this.source !== 'scene';
	}

	colorMap = async () => (await this.#ready()).colorMap();

	close(): void {
		this.stop();
		this.#engine?.close();
		this.#engine = undefined;
	}

	get #options(): CameraOptions {
		const { width, height } = this.size;
		return { k: this.k, mode: this.mode, view: this.view, gpu: width * height > mostOfTheCore };
	}

	#begin(phase: Phase): number {
		this.#release();
		this.trouble = undefined;
		this.rest = undefined;
		this.paused = false;
		this.isFresh = false;
		this.phase = phase;
		return ++this.#turn;
	}

	#fail(trouble: Trouble): void {
		this.#turn++;
		this.#release();
		this.trouble = trouble;
		this.phase = 'off';
		this.paused = false;
	}

	/** The light goes out when the last track is stopped. */
	#release(): void {
		if (this.#stream) stopTracks(this.#stream);
		this.#stream = undefined;
		this.#watch?.abort();
		void this.#engine?.stop();
	}

	async #ready(): Promise<CameraEngine> {
		const engine = (this.#engine ??= this.#setup.engine((report) => {
			this.report = report;
			this.isFresh = true;
		}));
		try {
			await (this.#prepared ??= this.#setup.prepare?.(engine));
		} catch (error) {
			// The next try begins with another.
			if (engine === this.#engine) this.#engine = this.#prepared = undefined;
			engine.close();
			throw error;
		}
		await engine.set(this.#options);
		return engine;
	}
}

function stopTracks(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

function largestOf(track: MediaStreamTrack): Size | undefined {
	// Not every browser has this, whatever TypeScript's library says.
	const { width, height } = (track as Partial<MediaStreamTrack>).getCapabilities?.call(track) ?? {};
	return width?.max && height?.max ? { width: width.max, height: height.max } : undefined;
}
