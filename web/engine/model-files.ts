/** Where the site keeps its networks, for the worker to fetch. */
import autoencoder from '$assets/models/autoencoder.safetensors?url';
import diffusion from '$assets/models/diffusion.safetensors?url';
import diffusion2 from '$assets/models/diffusion_2bit.safetensors?url';
import diffusion3 from '$assets/models/diffusion_3bit.safetensors?url';
import judge from '$assets/models/judge.safetensors?url';
import statistics from '$assets/models/judge_features.safetensors?url';
import type { NetworkName } from './model-types';

const files: Record<NetworkName, string[]> = {
	autoencoder: [autoencoder],
	diffusion: [diffusion],
	diffusion_2bit: [diffusion2],
	diffusion_3bit: [diffusion3],
	judge: [judge, statistics]
};

/** Complete addresses of a network's file and, of the judge, of the held-out pictures' features; in the browser only. */
export const addressesOf = (name: NetworkName): string[] =>
	files[name].map((file) => new URL(file, location.href).href);
