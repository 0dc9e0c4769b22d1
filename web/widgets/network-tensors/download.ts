/** `UPN1/kernel` by `q4_0` → `UPN1-kernel-q4_0.npy`: no sign in it that a file system would take for a folder. */
export function fileNameOf(tensor: string, method: string, what: 'values' | 'integers'): string {
	const stem = tensor.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+/, '') || 'tensor';
	return `${stem}-${method}${what === 'integers' ? '-integers' : ''}.npy`;
}

export function save(bytes: Uint8Array<ArrayBuffer>, name: string): void {
	const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
