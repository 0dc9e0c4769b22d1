// What npm run evaluate measures.
import { join } from 'node:path';
import { buildFolder } from './cmake.mjs';
import { StepError, capture } from './steps.mjs';

const methods = ['linear', 'kmeans'];
const widths = [8, 6, 5, 4, 3, 2];
const granularities = ['tensor', 'channel', 'group'];

/** In groups of 64 as the trained few-bit weights are; whole rows of a layer are 64 to 864 weights. */
const weightsOf = (method, bits, granularity) => ({
	method,
	bits,
	granularity,
	...(granularity === 'group' && { group_size: 64 })
});

const pair = (samples, weights) => [
	{ network: 'autoencoder', weights, samples: Math.min(samples, 1000) },
	{ network: 'diffusion', weights, samples }
];

/** Every layer alike, of the autoencoder and of the diffusion model; and what was trained for few bits, as it is. */
export const methodSettings = (samples) => [
	...pair(samples, 'float16'),
	...[3, 2].map((bits) => ({ network: `diffusion_${bits}bit`, weights: 'float16', samples })),
	...methods.flatMap((method) =>
		granularities.flatMap((granularity) =>
			widths.flatMap((bits) => pair(samples, weightsOf(method, bits, granularity)))
		)
	)
];

async function layersOf(models, network) {
	const { code, stdout, stderr } = await capture(join(buildFolder('native'), 'roundoff'), [
		'model',
		join(models, `${network}.safetensors`),
		'--json'
	]);
	if (code !== 0) throw new StepError(stderr);
	return JSON.parse(stdout).layers.map(({ name }) => name);
}

/** One layer at a time at 2 bits by channels, all others as the file has them; on fewer pictures, as it is many. */
export async function layerSettings(models, samples) {
	const settings = [];
	for (const [network, share] of [
		['autoencoder', 8],
		['diffusion', 4]
	]) {
		const count = Math.ceil(samples / share);
		settings.push({ network, weights: 'float16', samples: count });
		for (const layer of await layersOf(models, network))
			settings.push({
				network,
				weights: 'float16',
				layers: { [layer]: weightsOf('linear', 2, 'channel') },
				samples: count
			});
	}
	return settings;
}

/** 64 faces of the same noise each. */
export const sheets = [
	{ name: 'faces_float16', network: 'diffusion', weights: {} },
	...widths.map((bits) => ({
		name: `faces_linear_${bits}bit`,
		network: 'diffusion',
		weights: weightsOf('linear', bits, 'channel')
	})),
	...[3, 2].map((bits) => ({
		name: `faces_trained_${bits}bit`,
		network: `diffusion_${bits}bit`,
		weights: {}
	}))
];
