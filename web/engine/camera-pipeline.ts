/** A frame's way through the core, and the numbers that are kept of it. Knows neither cameras nor canvases. */
import type { AssignedBy, CameraOptions, FrameReport, StageTimes } from './camera-types';
import { copy } from './copies';
import { orThrow } from './or-throw';
import type { CameraCore, CoreCamera } from './wasm/camera.mjs';

type Stage = Exclude<keyof StageTimes, 'frame' | 'frameP95'>;

/** Who may find the pixels' indices in the core's place; see web/gpu/camera-gpu.ts. */
export interface FrameAssigner {
	readonly status: AssignedBy;
	/** Wanted anew, it is tried anew. */
	want(wanted: boolean): void;
	/** What the core's assign() would find; undefined where the core is to find it. */
	indices(camera: CoreCamera, pixels: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
	/** Leaves all that follows to the core. */
	fail(error: unknown): void;
	/** Gives back what it holds, and takes it again when it is asked. */
	close(): void;
}

/** The value below which a share `q` of the values lies. */
function quantile(values: readonly number[], q: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

/** Of the frames since the last report. */
class Tally {
	readonly #started: number;
	readonly #times: Record<Stage | 'frame', number[]> = {
		copy: [],
		cluster: [],
		assign: [],
		paint: [],
		frame: []
	};
	#changed = 0;
	paletteStep = 0;

	constructor(now: number) {
		this.#started = now;
	}

	get frames(): number {
		return this.#times.frame.length;
	}

	get changed(): number {
		return this.frames ? this.#changed / this.frames : 0;
	}

	add(times: Record<Stage, number>, camera: CoreCamera): void {
		let frame = 0;
		for (const stage of ['copy', 'cluster', 'assign', 'paint'] as const) {
			this.#times[stage].push(times[stage]);
			frame += times[stage];
		}
		this.#times.frame.push(frame);
		this.#changed += camera.changed;
		this.paletteStep = Math.max(this.paletteStep, camera.paletteStep);
	}

	framesPerSecond(now: number): number {
		return now > this.#started ? (1000 * this.frames) / (now - this.#started) : 0;
	}

	milliseconds(): StageTimes {
		const median = (stage: Stage | 'frame') => quantile(this.#times[stage], 0.5);
		return {
			copy: median('copy'),
			cluster: median('cluster'),
			assign: median('assign'),
			paint: median('paint'),
			frame: median('frame'),
			frameP95: quantile(this.#times.frame, 0.95)
		};
	}
}

export class FramePipeline {
	options: CameraOptions = { k: 16, mode: 'follow', view: 'picture', gpu: false };

	readonly #core: CameraCore;
	readonly #gpu: FrameAssigner | undefined;
	readonly #now: () => number;
	#camera: CoreCamera | undefined;
	#width = 0;
	#height = 0;
	#noise = { sigma: 0, seed: 1 };
	#shown: CameraOptions | undefined;
	#frames = 0;
	#tally: Tally;
	#lap = 0;
	#times: Record<Stage, number> = { copy: 0, cluster: 0, assign: 0, paint: 0 };

	constructor(core: CameraCore, gpu?: FrameAssigner, now = () => performance.now()) {
		this.#core = core;
		this.#gpu = gpu;
		this.#now = now;
		this.#tally = new Tally(now());
	}

	get width(): number {
		return this.#width;
	}

	get height(): number {
		return this.#height;
	}

	/** The noise of a camera for frames that have none; 0 for none. */
	setNoise(sigma: number, seed: number): void {
		this.#noise = { sigma, seed };
		this.#camera?.setNoise(sigma, seed);
	}

	/** Begins a frame: memory of the core for its RGBA bytes. A frame of another size begins anew. Throws CoreError. */
	begin(width: number, height: number): Uint8Array<ArrayBuffer> {
		if (!this.#camera || width !== this.#width || height !== this.#height) {
			const camera = orThrow(this.#core.openCamera(width, height));
			this.#camera?.delete();
			this.#camera = camera;
			this.#width = width;
			this.#height = height;
			this.setNoise(this.#noise.sigma, this.#noise.seed);
		}
		this.#lap = this.#now();
		return this.#camera.frame();
	}

	/**
	 * Ends the frame's copying in and answers its RGBA bytes as they are to be shown: a view, to be drawn at once.
	 * Undefined where the pipeline was closed in the meantime.
	 */
	async process(): Promise<Uint8Array<ArrayBuffer> | undefined> {
		const camera = this.#open();
		this.#stamp('copy');
		if (this.#noise.sigma > 0) {
			camera.addNoise();
			this.#lap = this.#now();
		}
		return this.again();
	}

	/** The last frame once more, with the options of now. */
	async again(): Promise<Uint8Array<ArrayBuffer> | undefined> {
		const camera = this.#open();
		const { k, mode, view, gpu } = this.options;
		orThrow(camera.cluster(k, mode) ?? true);
		this.#stamp('cluster');
		this.#gpu?.want(gpu);
		const found = await this.#gpu?.indices(camera, this.#width * this.#height);
		if (camera !== this.#camera) return undefined;
		if (!found || !this.#take(camera, found)) camera.assign();
		this.#stamp('assign');
		const rgba = view === 'error' ? camera.paintError() : camera.paint();
		this.#shown = { k, mode, view, gpu };
		return rgba;
	}

	/** Ends the frame, once it is drawn. */
	end(): void {
		this.#stamp('paint');
		this.#frames++;
		this.#tally.add(this.#times, this.#open());
	}

	palette(): Uint8Array {
		return this.#open().palette();
	}

	colorMap(): Uint8Array<ArrayBuffer> {
		return copy(this.#core.colorMap());
	}

	/** The picture on screen as an indexed PNG file. Throws CoreError. */
	png(mirrored: boolean): Uint8Array<ArrayBuffer> {
		return copy(orThrow(this.#open().png(mirrored)));
	}

	/** Of the frames since the last report; undefined where there were none. */
	report(): FrameReport | undefined {
		const camera = this.#camera;
		const tally = this.#tally;
		if (!camera || !this.#shown || tally.frames === 0) return undefined;
		const now = this.#now();
		this.#tally = new Tally(now);
		return {
			frames: this.#frames,
			width: this.#width,
			height: this.#height,
			k: this.#shown.k,
			mode: this.#shown.mode,
			assigned: this.#gpu?.status ?? { by: 'core' },
			framesPerSecond: tally.framesPerSecond(now),
			milliseconds: tally.milliseconds(),
			palette: copy(camera.palette()),
			counts: new Uint32Array(camera.counts()),
			bytes: { raw: camera.rawBytes, indexed: camera.indexedBytes },
			flicker: { changed: tally.changed, paletteStep: tally.paletteStep },
			noise: camera.noise,
			mse: camera.mse(),
			errorScale: camera.errorScale
		};
	}

	/** Forgets the scene, its palette and the numbers. */
	close(): void {
		this.#gpu?.close();
		this.#camera?.delete();
		this.#camera = undefined;
		this.#shown = undefined;
		this.#width = this.#height = 0;
		this.#tally = new Tally(this.#now());
	}

	#take(camera: CoreCamera, found: Uint8Array): boolean {
		camera.found().set(found);
		const taken = camera.take();
		if (!taken) this.#gpu!.fail('the graphics adapter gave indices that name no colour');
		return taken;
	}

	#open(): CoreCamera {
		if (!this.#camera) throw new Error('no frame has begun');
		return this.#camera;
	}

	#stamp(stage: Stage): void {
		const now = this.#now();
		this.#times[stage] = now - this.#lap;
		this.#lap = now;
	}
}
