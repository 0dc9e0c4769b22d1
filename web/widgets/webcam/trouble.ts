/** What can keep a camera from running, in words: what happened, and what to do. */

export interface Trouble {
	kind: 'insecure' | 'barred' | 'refused' | 'missing' | 'busy' | 'unplugged' | 'failed';
	happened: string;
	advice: string;
}

const troubles: Record<Trouble['kind'], Trouble> = {
	insecure: {
		kind: 'insecure',
		happened: 'The browser offers no camera to this page.',
		advice: 'It only does so on pages that came over https (or from this very computer). Open the page at an address that begins with https.'
	},
	barred: {
		kind: 'barred',
		happened: 'The page around this frame does not let it use a camera.',
		advice: 'Its writer can, with allow="camera" on the frame.'
	},
	refused: {
		kind: 'refused',
		happened: 'The camera was refused.',
		advice: 'If that was not you, look for a camera symbol in the address bar, or in the browser’s settings for this site, allow it there, and try again.'
	},
	missing: {
		kind: 'missing',
		happened: 'No camera was found.',
		advice: 'Plug one in, or switch it on, and try again.'
	},
	busy: {
		kind: 'busy',
		happened: 'The camera could not be started.',
		advice: 'Another program or tab may be using it. Close that one and try again.'
	},
	unplugged: {
		kind: 'unplugged',
		happened: 'The camera has gone.',
		advice: 'It was unplugged, switched off, or its permission taken back. Bring it back and try again.'
	},
	failed: {
		kind: 'failed',
		happened: 'The picture could not be worked on.',
		advice: 'Try again, or reload the page.'
	}
};

const kinds: Record<string, Trouble['kind']> = {
	NotAllowedError: 'refused',
	SecurityError: 'refused',
	NotFoundError: 'missing',
	OverconstrainedError: 'missing',
	NotReadableError: 'busy',
	AbortError: 'busy'
};

/** Chromium's name for it, and the standard's; other browsers have neither and refuse the camera when asked for it. */
interface Policies {
	featurePolicy?: { allowsFeature(name: string): boolean };
	permissionsPolicy?: { allowsFeature(name: string): boolean };
}

export const isFramed = (): boolean => parent !== self;

/** Whether this is a frame that is known to have no leave to use a camera from the page around it. */
export function isBarred(): boolean {
	const { permissionsPolicy, featurePolicy } = document as Policies;
	return isFramed() && (permissionsPolicy ?? featurePolicy)?.allowsFeature('camera') === false;
}

export const troubleOf = (kind: Trouble['kind']): Trouble => troubles[kind];

/** Of what getUserMedia rejects with, or of anything else that was thrown. */
export function troubleFrom(error: unknown): Trouble {
	const kind = error instanceof DOMException ? kinds[error.name] : undefined;
	if (kind) return troubles[kind];
	const message = error instanceof Error ? error.message : String(error);
	return { ...troubles.failed, happened: `${troubles.failed.happened} (${message})` };
}
