import { error } from '@sveltejs/kit';
import { network } from '$widgets/tensors/network';
import { networkFile } from '../network.server';

export const prerender = true;
export const entries = () => [{ name: network.name }];

export function GET({ params }) {
	if (params.name !== network.name) error(404, `There is no network called ${params.name}.`);
	return new Response(networkFile(), { headers: { 'content-type': 'application/octet-stream' } });
}
