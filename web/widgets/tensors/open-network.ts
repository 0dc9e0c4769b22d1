import { getTensorEngine } from '$engine/tensor-client';
import type { Tensor, TensorFile, TensorListing } from '$engine/tensor-types';
import { networkListingUrl, networkUrl } from './network';

/** The layer of the network where a figure has one, and the shape that keeps its room. */
export const layer = { name: 'GFF_1/kernel', rows: 128, columns: 64 } as const;

let opened: Promise<TensorFile> | undefined;

async function fetched(url: string): Promise<Response> {
	const response = await fetch(url).catch(() => undefined);
	if (!response?.ok) throw new Error('the network’s weights could not be fetched; try to reload the page');
	return response;
}

async function open(): Promise<TensorFile> {
	const [file, listing] = await Promise.all([fetched(networkUrl()), fetched(networkListingUrl())]);
	return getTensorEngine().openListed(await file.blob(), (await listing.json()) as TensorListing);
}

/** Fetched and opened once, for all the figures that look into it; a failure is not kept. */
export function openNetwork(): Promise<TensorFile> {
	return (opened ??= open().catch((error: unknown) => {
		opened = undefined;
		throw error;
	}));
}

/** A copy of the layer for a figure of its own. */
export async function openLayer(): Promise<Tensor> {
	const { handle } = await openNetwork();
	return getTensorEngine().openTensor(handle, layer.name);
}
