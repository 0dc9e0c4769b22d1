/** What the core answers to the first questions of the figures about numbers, packing and layers, while the site is built. */
import * as bitFlipper from '$widgets/bit-flipper/state.svelte';
import * as dotProduct from '$widgets/dot-product/state.svelte';
import type { FirstAnswers } from '$widgets/first-answers';
import * as packing from '$widgets/packing/state.svelte';
import * as layers from '$widgets/quantized-layer/state.svelte';
import * as roundings from '$widgets/roundings/state.svelte';
import { layer } from '$widgets/tensors/open-network';
import { firstTensors } from './first-tensors.server';
import { networkTensor, tensors } from './tensors.server';

/** A method of the session that answers as the engine does. */
const later =
	<Args extends unknown[], Answer>(method: (...args: Args) => Answer) =>
	async (...args: Args) =>
		method(...args);

async function ask(): Promise<Omit<FirstAnswers, 'rate'>> {
	const session = await tensors();
	const engine = {
		formats: later(() => session.formats()),
		number: later(session.number.bind(session)),
		representable: later(session.representable.bind(session)),
		dotProducts: later(session.dotProducts.bind(session)),
		pack: later(session.pack.bind(session)),
		unpack: later(session.unpack.bind(session)),
		roundings: later(session.roundings.bind(session)),
		layer: later(session.layer.bind(session))
	};
	const weights = session.transpose((await networkTensor(layer.name)).handle);
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
