import { getTensorEngine } from '$engine/tensor-client';
import type { Tensor, TensorFile, TensorListing } from '$engine/tensor-types';
import { once } from '../once';
import { networkListingUrl, networkUrl } from './network';

/** The layer of the network where a figure has one, and the shape that keeps its room. */
export const layer = { name: 'GFF_1/kernel', rows: 128, columns: 64 } as const;

const failed = () => new Error('the network’s weights could not be fetched; try to reload the page');

async function fetched(url: string): Promise<Response> {
	const response = await fetch(url).catch(() => undefined);
	if (!response?.ok) throw failed();
	return response;
}

/** The network's file, and what the core has listed of it. */
export const fetchNetwork = once(async () => {
	const [response, listed] = await Promise.all([fetched(networkUrl()), fetched(networkListingUrl())]);
	const file = await response.blob();
	const listing = (await listed.json()) as TensorListing;
	if (file.size !== listing.bytes) throw failed();
	return { file, listing };
});

export const openNetwork = once(async (): Promise<TensorFile> => {
	const { file, listing } = await fetchNetwork();
	return getTensorEngine().openListed(file, listing);
});

/** A copy of the layer for a figure of its own. */
export async function openLayer(): Promise<Tensor> {
	const { handle } = await openNetwork();
	return getTensorEngine().openTensor(handle, layer.name);
}
