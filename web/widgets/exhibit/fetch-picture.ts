import { fileIn } from './named-picture';

/** Fetches a picture's file, or says in words why that cannot be done. */
export async function fetchPicture(url: string, signal: AbortSignal): Promise<Blob> {
	const response = await fetch(url, { signal }).catch(() => undefined);
	if (response?.ok) return response.blob();
	const name = fileIn(url);
	if (response) throw new Error(`the picture ${name} could not be fetched: ${response.status}`);
	// A browser does not tell a script why; a picture that it shows but will not read lacks its server's leave.
	if (!signal.aborted && isElsewhere(url) && (await shows(url)))
		throw new Error(
			`${new URL(url).hostname} shows the picture ${name} but does not let other sites read it. Put a copy beside ` +
				'the post, or have that server send “Access-Control-Allow-Origin: *” (CORS) with it.'
		);
	throw new Error(`the picture ${name} could not be fetched; try to reload the page`);
}

const isElsewhere = (url: string) => URL.canParse(url) && new URL(url).origin !== self.origin;

function shows(url: string): Promise<boolean> {
	return new Promise((resolve) => {
		const image = new Image();
		image.onload = () => resolve(true);
		image.onerror = () => resolve(false);
		image.src = url;
	});
}
