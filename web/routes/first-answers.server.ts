/** What the core answers to the first questions of the figures about numbers, packing and layers, while the site is built. */
import * as bitFlipper from '$widgets/bit-flipper/state.svelte';
import * as dotProduct from '$widgets/dot-product/state.svelte';
import type { FirstAnswers } from '$widgets/first-answers';
import * as packing from '$widgets/packing/state.svelte';
import * as layers from '$widgets/quantized-layer/state.svelte';
import * as roundings from '$widgets/roundings/state.svelte';
import { layer } from '$widgets/tensors/open-network';
import { firstTensors } from './first-tensors.server';
import { layers as openLayers, networkTensor, numbers, tensors } from './tensors.server';

/** A method of the session that answers as the engine does. */
const later =
	<Args extends unknown[], Answer>(method: (...args: Args) => Answer) =>
	async (...args: Args) =>
		method(...args);

async function ask(): Promise<Omit<FirstAnswers, 'rate'>> {
	const [large, small, weighty] = await Promise.all([tensors(), numbers(), openLayers()]);
	const engine = {
		formats: later(() => small.formats()),
		number: later(small.number.bind(small)),
		representable: later(small.representable.bind(small)),
		dotProducts: later(small.dotProducts.bind(small)),
		pack: later(small.pack.bind(small)),
		unpack: later(small.unpack.bind(small)),
		roundings: later(weighty.roundings.bind(weighty)),
		layer: later(weighty.layer.bind(weighty))
	};
	const { handle, shape, name } = await networkTensor(layer.name);
	const weights = weighty.transpose(weighty.makeTensor(shape, large.values(handle), name).handle);
	const rounded = await roundings.answer(engine, weights, roundings.firstWanted);
	const { wanted, result } = await layers.answer(engine, weights, layers.firstWanted);
	return {
		...(await firstTensors()),
		bitFlipper: await bitFlipper.answer(engine, bitFlipper.firstQuestion),
		dotProduct: await dotProduct.answer(engine, dotProduct.firstQuestion),
		packing: await packing.answer(engine, packing.firstQuestion),
		// Times of the machine that built the site are nobody's.
		roundings: { ...rounded, rows: rounded.rows.map((row) => ({ ...row, nanoseconds: NaN })) },
		layer: {
			wanted,
			result: { ...result, rows: result.rows.map((row) => ({ ...row, seconds: NaN })) }
		}
	};
}

let asked: ReturnType<typeof ask> | undefined;

export const firstAnswers = (): ReturnType<typeof ask> => (asked ??= ask());
