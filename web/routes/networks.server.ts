/** What was measured of the site's own networks, and what their files hold, while the site is built. */
import { readFileSync } from 'node:fs';
import type { Evaluated, FileFacts, NetworkFacts } from '$widgets/network-numbers/state.svelte';
import { tensors } from './tensors.server';

const folder = 'assets/models';

/** Written by scripts/train/evaluate.py. */
interface Numbers {
	autoencoder: { psnr: number; near: number };
	samples: number;
	floor: number;
	runs: Record<string, { mean: number; frechet: number }>;
}

/** Written by scripts/evaluate.mjs. */
interface Setting {
	network: string;
	weights:
		'float16' | { method: 'linear' | 'kmeans'; bits: number; granularity: string; group_size?: number };
	/** Where a layer is held otherwise. */
	layers?: unknown;
	samples: number;
	effective_bits: number;
	mean?: number;
	frechet?: number;
	psnr_db?: number;
}

const trainedFor: Record<string, Pick<Evaluated, 'method' | 'bits'>> = {
	diffusion_3bit: { method: 'trained_3bit', bits: 3 },
	diffusion_2bit: { method: 'trained_2bit', bits: 2 }
};

/** Both networks' answers to a setting stand together. */
function evaluated(): Evaluated[] {
	const settings = JSON.parse(readFileSync(`${folder}/quantized.json`, 'utf8')) as Setting[];
	const found = new Map<string, Evaluated>();
	for (const { network, weights, layers, ...measured } of settings) {
		const trained = trainedFor[network];
		if (layers !== undefined || (weights === 'float16' && !trained)) continue;
		const held =
			weights === 'float16'
				? { ...trained!, granularity: 'group' as const, groupSize: 64 }
				: {
						method: weights.method,
						bits: weights.bits,
						granularity: weights.granularity as Evaluated['granularity'],
						groupSize: weights.group_size ?? 0
					};
		const key = JSON.stringify(held);
		const entry: Evaluated = found.get(key) ?? held;
		const effectiveBits = measured.effective_bits;
		if (measured.psnr_db !== undefined)
			entry.pictures = { effectiveBits, psnrDb: measured.psnr_db, count: measured.samples };
		if (measured.mean !== undefined && measured.frechet !== undefined)
			entry.faces = { effectiveBits, right: measured.mean, frechet: measured.frechet };
		found.set(key, entry);
	}
	return [...found.values()];
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
		),
		evaluated: evaluated()
	};
}
