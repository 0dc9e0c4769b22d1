import { error, json } from '@sveltejs/kit';
import { network } from '$widgets/tensors/network';
import { networkListed } from '../../tensors.server';

export const prerender = true;
export const entries = () => [{ name: network.name }];

/** Where the network's tensors lie in its file, so that no page need carry a reader of files for it. */
export async function GET({ params }) {
	if (params.name !== network.name) error(404, `There is no network called ${params.name}.`);
	const { format, bytes, tensors } = await networkListed();
	return json({ format, bytes, tensors });
}
