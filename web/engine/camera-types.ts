/** What a widget may ask of the camera's worker, and what it is told of the frames. All of it computed by the core. */

/** What becomes of the palette from frame to frame; see PaletteMode in cpp/roundoff/video/frame_quantizer.h. */
export type PaletteMode = 'new' | 'follow' | 'frozen';

export interface CameraOptions {
	/** Palette entries, 1 … 64. */
	k: number;
	mode: PaletteMode;
	/** The picture in its few colours, or how far each pixel is from what the camera saw. */
	view: 'picture' | 'error';
	/** Whether the GPU is to find the pixels' indices, if it can: the same ones, sooner where there are many pixels. */
	gpu: boolean;
}

/** Who finds the pixels' indices. */
export type AssignedBy =
	| { by: 'gpu'; adapter: string }
	/** `reason`: why the GPU does not although it was asked to. */
	| { by: 'core'; reason?: string };

/** Milliseconds of the worker for one frame: medians of the frames since the last report. */
export interface StageTimes {
	copy: number;
	cluster: number;
	assign: number;
	paint: number;
	/** All of it. */
	frame: number;
	/** What 95% of the frames did not exceed. */
	frameP95: number;
}

/** Told a few times a second while frames come. */
export interface FrameReport {
	/** Frames since the worker was started. */
	frames: number;
	width: number;
	height: number;
	/** What the picture on screen was made with. */
	k: number;
	mode: PaletteMode;
	assigned: AssignedBy;
	framesPerSecond: number;
	milliseconds: StageTimes;
	/** `colors × 3` sRGB bytes; in follow mode a colour keeps its place. */
	palette: Uint8Array<ArrayBuffer>;
	/** Pixels per palette entry. */
	counts: Uint32Array<ArrayBuffer>;
	/** For one frame: three bytes a pixel, and indices with their palette. */
	bytes: { raw: number; indexed: number };
	flicker: {
		/** Share of the pixels whose index is another than in the frame before: the mean since the last report. */
		changed: number;
		/** Largest change of a channel of a palette entry from one frame to the next, in levels, since the last report. */
		paletteStep: number;
	};
	/** Standard deviation of the camera's noise in one channel, in levels, as the core estimates it. */
	noise: number;
	/** Mean squared error of the last frame, levels² summed over R, G, B. */
	mse: number;
	/** The error that the bright end of the error view stands for. */
	errorScale: number;
}

/** Where frames come from. */
export type FrameSource =
	/** Of a MediaStreamTrackProcessor: the frames never touch the main thread. */
	| { kind: 'stream'; frames: ReadableStream<VideoFrame> }
	/** The same, where only a worker has such a processor: a track for it alone, which it stops. */
	| { kind: 'track'; track: MediaStreamTrack }
	/** Handed over one at a time by `take`. */
	| { kind: 'handed' }
	/** The built-in scene: a drive over the dog's photo, drawn in the worker. */
	| { kind: 'scene'; photo: string; width: number; height: number };
