/** Frames from where they come to the canvas, in the worker. */
import type { CameraOptions, FrameReport, FrameSource } from './camera-types';
import { drawScene, sceneFramesPerSecond, sceneNoise } from './camera-scene';
import { FramePipeline, type FrameAssigner } from './camera-pipeline';
import { trackProcessor } from './track-processor';
import type { CameraCore } from './wasm/camera.mjs';

const reportsPerSecond = 4;

const bytes = (view: Uint8Array<ArrayBuffer>) =>
	new Uint8ClampedArray(view.buffer, view.byteOffset, view.length);

const canvasContext = (canvas: OffscreenCanvas, settings: CanvasRenderingContext2DSettings) => {
	const context = canvas.getContext('2d', settings);
	if (!context) throw new Error('this browser has no canvas for a picture of that size');
	return context;
};

export class CameraSession {
	readonly #pipeline: FramePipeline;
	readonly #tell: (report: FrameReport) => void;
	#picture: OffscreenCanvas | undefined;
	#palette: OffscreenCanvas | undefined;
	#scratch: OffscreenCanvasRenderingContext2D | undefined;
	/** Browsers differ in what they convert; one that cannot is not asked again. */
	#convertsFrames = true;
	#paused = false;
	/** A frame is on its way. */
	#busy = false;
	#last: Promise<unknown> = Promise.resolve();
	#track: MediaStreamTrack | undefined;
	/** Counts the sources: an older one finds that it is over. */
	#turn = 0;
	#toldAt = 0;

	constructor(core: CameraCore, gpu: FrameAssigner, tell: (report: FrameReport) => void) {
		this.#pipeline = new FramePipeline(core, gpu);
		this.#tell = tell;
	}

	/** Where to draw: the picture, and the palette as a row of pixels, one for each entry. */
	attach(picture: OffscreenCanvas, palette: OffscreenCanvas): void {
		this.#picture = picture;
		this.#palette = palette;
	}

	async set(options: CameraOptions): Promise<void> {
		this.#pipeline.options = options;
		if (!this.#paused) return;
		// The frame that stands still is shown anew, with the newest of the options that wait for it.
		await this.#inTurn(async () => {
			if (options !== this.#pipeline.options || !this.#pipeline.width) return;
			if (this.#draw(await this.#pipeline.again())) this.#report();
		});
	}

	pause(paused: boolean): void {
		this.#paused = paused;
	}

	/** Runs until the source ends or is stopped. */
	async run(source: FrameSource): Promise<void> {
		const stopped = this.stop();
		const turn = this.#turn;
		const over = () => turn !== this.#turn;
		if (source.kind === 'track') this.#track = source.track;
		this.#paused = false;
		await stopped;
		this.#pipeline.setNoise(source.kind === 'scene' ? sceneNoise : 0, 1);
		if (source.kind === 'stream') await this.#runStream(source.frames, over);
		if (source.kind === 'track')
			await this.#runStream(new (trackProcessor()!)({ track: source.track }).readable, over);
		if (source.kind === 'scene' && !over()) await this.#runScene(source, over);
	}

	/** Ends whatever runs; what is on the canvas stays. */
	stop(): Promise<void> {
		this.#turn++;
		// The camera's light waits for no frame.
		this.#track?.stop();
		this.#track = undefined;
		// Its memory does: the browser may be copying into it.
		return this.#inTurn(() => this.#pipeline.close());
	}

	/** One frame of a `handed` source. It is closed whatever happens. */
	async take(frame: VideoFrame | ImageBitmap): Promise<void> {
		const turn = this.#turn;
		try {
			if (!this.#paused && !this.#busy)
				await this.#inTurn(() => this.#show(frame, () => turn !== this.#turn));
		} finally {
			frame.close();
		}
	}

	png(mirrored: boolean): Promise<Uint8Array<ArrayBuffer>> {
		return this.#inTurn(() => this.#pipeline.png(mirrored));
	}

	colorMap(): Uint8Array<ArrayBuffer> {
		return this.#pipeline.colorMap();
	}

	async #runStream(frames: ReadableStream<VideoFrame>, over: () => boolean): Promise<void> {
		const reader = frames.getReader();
		try {
			while (!over()) {
				const { value: frame, done } = await reader.read();
				if (done) return;
				try {
					if (!over() && !this.#paused) await this.#inTurn(() => this.#show(frame, over));
				} finally {
					frame.close();
				}
			}
		} finally {
			await reader.cancel().catch(() => undefined);
		}
	}

	async #runScene(source: FrameSource & { kind: 'scene' }, over: () => boolean): Promise<void> {
		const response = await fetch(source.photo);
		const photo = await createImageBitmap(await response.blob());
		const scratch = this.#scratchOf(source.width, source.height);
		const started = performance.now();
		try {
			for (let shown = 0, n = 0; !over();) {
				if (!this.#paused) {
					drawScene(scratch, photo, shown++);
					await this.#inTurn(async () => {
						if (over()) return;
						const memory = this.#pipeline.begin(source.width, source.height);
						memory.set(scratch.getImageData(0, 0, source.width, source.height).data);
						await this.#finish();
					});
				}
				// Late frames are left out, so that the scene's pace is the clock's.
				const at = (frame: number) => started + (1000 * frame) / sceneFramesPerSecond;
				n = Math.max(
					n + 1,
					Math.floor(((performance.now() - started) * sceneFramesPerSecond) / 1000)
				);
				await new Promise((resolve) => setTimeout(resolve, Math.max(0, at(n) - performance.now())));
			}
		} finally {
			photo.close();
		}
	}

	/** Waits for the frame that is on its way: nobody may look at one that is half done. */
	#inTurn<T>(work: () => T | Promise<T>): Promise<T> {
		const answer = this.#last.then(async () => {
			this.#busy = true;
			try {
				return await work();
			} finally {
				this.#busy = false;
			}
		});
		this.#last = answer.catch(() => undefined);
		return answer;
	}

	/** Takes a frame in and draws it, unless its source is over by then. */
	async #show(frame: VideoFrame | ImageBitmap, over: () => boolean): Promise<void> {
		if (over()) return;
		if (!(await this.#copyDirectly(frame))) {
			const { width, height } = sizeOf(frame);
			const scratch = this.#scratchOf(width, height);
			const memory = this.#pipeline.begin(width, height);
			scratch.drawImage(frame, 0, 0, width, height);
			memory.set(scratch.getImageData(0, 0, width, height).data);
		}
		if (!over()) await this.#finish();
	}

	/** The browser converts the frame straight into the core's memory, where it can. */
	async #copyDirectly(frame: VideoFrame | ImageBitmap): Promise<boolean> {
		if (!this.#convertsFrames || !('copyTo' in frame) || !frame.visibleRect) return false;
		// A turned frame is turned back by drawing it.
		if ('rotation' in frame && frame.rotation) return false;
		const { width, height } = frame.visibleRect;
		if (width !== frame.displayWidth || height !== frame.displayHeight) return false;
		const memory = this.#pipeline.begin(width, height);
		try {
			await frame.copyTo(memory, { format: 'RGBA', layout: [{ offset: 0, stride: 4 * width }] });
			return true;
		} catch {
			this.#convertsFrames = false;
			return false;
		}
	}

	async #finish(): Promise<void> {
		const drawn = this.#draw(await this.#pipeline.process());
		if (drawn && performance.now() - this.#toldAt > 1000 / reportsPerSecond) this.#report();
	}

	#report(): void {
		const report = this.#pipeline.report();
		if (!report) return;
		this.#toldAt = performance.now();
		this.#tell(report);
	}

	/** False where there is nothing to draw any more. */
	#draw(rgba: Uint8Array<ArrayBuffer> | undefined): boolean {
		if (!rgba) return false;
		const { width, height } = this.#pipeline;
		if (this.#picture) put(this.#picture, new ImageData(bytes(rgba), width, height));
		if (this.#palette) this.#drawPalette(this.#palette);
		this.#pipeline.end();
		return true;
	}

	#drawPalette(canvas: OffscreenCanvas): void {
		const colors = this.#pipeline.palette();
		const row = new ImageData(colors.length / 3, 1);
		for (let entry = 0; entry < row.width; entry++) {
			row.data.set(colors.subarray(3 * entry, 3 * entry + 3), 4 * entry);
			row.data[4 * entry + 3] = 255;
		}
		put(canvas, row);
	}

	#scratchOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
		if (this.#scratch?.canvas.width !== width || this.#scratch.canvas.height !== height) {
			this.#scratch = canvasContext(new OffscreenCanvas(width, height), {
				alpha: false,
				willReadFrequently: true
			});
		}
		return this.#scratch;
	}
}

const sizeOf = (frame: VideoFrame | ImageBitmap) =>
	'displayWidth' in frame
		? { width: frame.displayWidth, height: frame.displayHeight }
		: { width: frame.width, height: frame.height };

function put(canvas: OffscreenCanvas, picture: ImageData): void {
	if (canvas.width !== picture.width || canvas.height !== picture.height) {
		canvas.width = picture.width;
		canvas.height = picture.height;
	}
	canvasContext(canvas, { alpha: false }).putImageData(picture, 0, 0);
}
