/** Not in TypeScript's library yet. https://w3c.github.io/mediacapture-transform/ */
type TrackProcessor = new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> };

/** What takes a track apart into frames, where this page or this worker has it: by the specification workers alone do. */
export const trackProcessor = (): TrackProcessor | undefined =>
	(globalThis as { MediaStreamTrackProcessor?: TrackProcessor }).MediaStreamTrackProcessor;
