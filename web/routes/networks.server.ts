/** What was measured of the site's own networks, and what their files hold, while the site is built. */
import { readFileSync } from 'node:fs';
import type { FileFacts, NetworkFacts } from '$widgets/network-numbers/state.svelte';
import { tensors } from './tensors.server';

const folder = 'assets/models';

/** Written by scripts/train/evaluate.py. */
interface Numbers {
	autoencoder: { psnr: number; near: number };
	samples: number;
	floor: number;
	runs: Record<string, { mean: number; frechet: number }>;
}

/** Integers that were trained for few bits stand beside their scales; those are no parameters. */
async function fileFacts(name: string): Promise<FileFacts> {
	const bytes = readFileSync(`${folder}/${name}.safetensors`);
	const session = await tensors();
	const file = await session.openFile(new Blob([bytes]));
	session.closeFile(file.handle);
	return { parameters: file.tensors.reduce((sum, { count }) => sum + count, 0), bytes: bytes.length };
}

export async function networkNumbers(): Promise<NetworkFacts> {
	const numbers = JSON.parse(readFileSync(`${folder}/numbers.json`, 'utf8')) as Numbers;
	return {
		files: {
			autoencoder: await fileFacts('autoencoder'),
			diffusion: await fileFacts('diffusion'),
			diffusion_3bit: await fileFacts('diffusion_3bit'),
			diffusion_2bit: await fileFacts('diffusion_2bit')
		},
		reconstruction: { psnrDb: numbers.autoencoder.psnr, near: numbers.autoencoder.near },
		samples: numbers.samples,
		floor: numbers.floor,
		runs: Object.fromEntries(
			Object.entries(numbers.runs).map(([name, { mean, frechet }]) => [
				name,
				{ attributes: mean, frechet }
			])
		)
	};
}
