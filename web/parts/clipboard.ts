/** True when the text has reached the clipboard; false where the browser or an embedding page forbids it. */
export async function copyText(text: string): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		return false;
	}
}
