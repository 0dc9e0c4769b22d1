/** What the reader may choose, with its words. */
import type { CameraOptions, PaletteMode } from '$engine/camera-types';
import type { Rest, Size } from './state.svelte';

export const modes: { value: PaletteMode; label: string; title: string }[] = [
	{ value: 'follow', label: 'Follows', title: 'Moves with the scene; a colour keeps its place' },
	{ value: 'frozen', label: 'Frozen', title: 'Stays as it is' },
	{ value: 'new', label: 'New each frame', title: 'Every frame clustered by itself, as if it were a photo' }
];

export const views: { value: CameraOptions['view']; label: string }[] = [
	{ value: 'picture', label: 'Picture' },
	{ value: 'error', label: 'Error' }
];

export type SizeName = '240p' | '480p' | '720p' | '1080p';

export const sizes: { value: SizeName; label: string; title: string; size: Size }[] = [
	{ value: '240p', label: '240p', title: '320 × 240', size: { width: 320, height: 240 } },
	{ value: '480p', label: '480p', title: '640 × 480', size: { width: 640, height: 480 } },
	{ value: '720p', label: '720p', title: '1280 × 720', size: { width: 1280, height: 720 } },
	{ value: '1080p', label: '1080p', title: '1920 × 1080', size: { width: 1920, height: 1080 } }
];

export const restWords: Record<Rest, string> = {
	away: 'The camera went off when the figure left the screen.',
	hidden: 'The camera went off while you were in another tab.'
};
