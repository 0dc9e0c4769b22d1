/** What the core answers to the first questions of the figures about tensors, while the site is built. */
import type { Compressed, TensorEngine } from '$engine/tensor-types';
import { Granularities, type Shown as Compared } from '$widgets/granularity/state.svelte';
import { LinearQuantizer } from '$widgets/linear-quantizer/state.svelte';
import * as networkLayers from '$widgets/network-layers/state.svelte';
import { NetworkTensors, type Shown as Layer } from '$widgets/network-tensors/state.svelte';
import { RateDistortion } from '$widgets/rate-distortion/state.svelte';
import * as ruler from '$widgets/ruler/state.svelte';
import type { FirstAnswers } from '$widgets/first-answers';
import { layer } from '$widgets/tensors/open-network';
import { networkListed, tensors } from './tensors.server';

/** The session as figures ask it: it answers at once, which is as good as a promise to whoever awaits. */
const engine = async () => (await tensors()) as unknown as TensorEngine;

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => (made ??= make());
}

function shownBy<T>({ shown, error }: { shown: T | undefined; error: string | undefined }): T {
	if (!shown) throw new Error(`a first answer could not be made: ${error}`);
	return shown;
}

/** With its pictures, for those that are stored. */
export const granularity = once(async (): Promise<Compared> => {
	const core = await engine();
	const network = await networkListed();
	const compared = new Granularities(
		() => core,
		async () => core.openTensor(network.handle, layer.name)
	);
	await compared.open('layer');
	return shownBy(compared.answers);
});

/** The network's first layer, with its pictures; what every method makes of it; what the method makes of every layer. */
export const network = once(async () => {
	const core = await engine();
	const tensors = new NetworkTensors(() => core, networkListed);
	await tensors.openNetwork();
	const shown = shownBy(tensors.quantized);
	await tensors.table.resume();
	await tensors.network.resume();
	return { shown, table: tensors.table.results, layers: tensors.network.results };
});

/** The curves of the random tensor that the figure begins with, and the code of its first point. */
export const rate = once(async (): Promise<FirstAnswers['rate']> => {
	const core = await engine();
	const figure = new RateDistortion(() => core, networkListed);
	await figure.start();
	const { shownTensor, bounds, curves, coding } = figure;
	if (!shownTensor || !bounds) throw new Error(`a first answer could not be made: ${figure.error}`);
	const { name, shape, count } = shownTensor;
	return { tensor: { name, shape, count }, bounds, curves, coded: shownBy(coding) };
});

/** Only its numbers: the weights themselves would weigh more than the page. */
function withoutCells(compressed: Compressed): Compressed {
	const numbers = { ...compressed };
	delete numbers.values;
	delete numbers.integers;
	delete numbers.errors;
	delete numbers.pictures;
	return numbers;
}

export async function firstTensors(): Promise<
	Pick<
		FirstAnswers,
		'linearQuantizer' | 'granularity' | 'network' | 'networkLayers' | 'ruler' | 'colorMaps'
	>
> {
	const core = await engine();
	const quantizer = new LinearQuantizer(
		() => core,
		() => Promise.reject(new Error('not its first tensor'))
	);
	await quantizer.open('small');
	const compared = await granularity();
	const { results } = compared;
	const { shown, ...measured } = await network();
	const opened = { ...shown.opened };
	delete opened.values;
	delete opened.picture;
	return {
		linearQuantizer: { quantized: shownBy(quantizer.quantized), curve: shownBy(quantizer.curve) },
		granularity: {
			...compared,
			opened: { ...compared.opened, values: new Float32Array() },
			results: {
				asymmetric: withoutCells(results.asymmetric),
				symmetric: withoutCells(results.symmetric),
				channel: withoutCells(results.channel),
				group: withoutCells(results.group)
			}
		},
		networkLayers: await networkLayers.answer(
			core,
			await networkLayers.opened(core, await networkListed()),
			networkLayers.firstWanted
		),
		ruler: await ruler.answer(core, ruler.firstWanted),
		colorMaps: await core.colorMaps(),
		network: {
			...measured,
			shown: { ...shown, opened, result: withoutCells(shown.result) } satisfies Layer
		}
	};
}
