/** What can keep a camera from running, in words: what happened, and what to do. */

export interface Trouble {
	kind: 'insecure' | 'refused' | 'missing' | 'busy' | 'unplugged' | 'failed';
	happened: string;
	advice: string;
}

const troubles: Record<Trouble['kind'], Trouble> = {
	insecure: {
		kind: 'insecure',
		happened: 'The browser offers no camera to this page.',
		advice: 'It only does so on pages that came over https (or from this very computer). Open the page at an address that begins with https.'
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

export const troubleOf = (kind: Trouble['kind']): Trouble => troubles[kind];

/** Of what getUserMedia rejects with, or of anything else that was thrown. */
export function troubleFrom(error: unknown): Trouble {
	const kind = error instanceof DOMException ? kinds[error.name] : undefined;
	if (kind) return troubles[kind];
	const message = error instanceof Error ? error.message : String(error);
	return { ...troubles.failed, happened: `${troubles.failed.happened} (${message})` };
}
