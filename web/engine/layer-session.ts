/** Tensors that are a layer's weights, rows = outputs, as the worker offers them; answers are copies. */
import type { Layers } from './wasm/layers.mjs';
import { isWhole, mustBeWhole } from './checks';
import { HeldTensors } from './held-tensors';
import { orThrow } from './or-throw';
import type { LayerRunOptions, LayerResult, RoundingRow } from './tensor-types';
import { CoreError } from './types';

export class LayerSession extends HeldTensors<Layers> {
	roundings(handle: number, bits: number, seed = 1): RoundingRow[] {
		if (!isWhole(bits, 2, 8)) throw new CoreError(`bits are 2 to 8, not ${bits}`);
		mustBeWhole({ seed });
		return orThrow(this.core.roundings(this.of(handle).tensor, bits, seed));
	}

	layer(
		handle: number,
		{
			groupSize = 0,
			weightMode = 'symmetric',
			batch = 16,
			seed = 1,
			calibrationBatches = 4,
			calibrationRange = 'minmax'
		}: LayerRunOptions = {}
	): LayerResult {
		mustBeWhole({ groupSize, batch, seed, calibrationBatches });
		const options = { groupSize, weightMode, batch, seed, calibrationBatches, calibrationRange };
		return orThrow(this.core.layer(this.of(handle).tensor, options));
	}
}
