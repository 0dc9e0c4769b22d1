import { createContext } from 'svelte';
import type { FirstAnswer as AutoencoderAnswer } from './autoencoder/state.svelte';
import type { FlipperAnswer } from './bit-flipper/state.svelte';
import type { FirstAnswer as FacesAnswer } from './diffusion/shown';
import type { Shown as GranularityAnswer } from './granularity/state.svelte';
import type { FirstAnswer as LinearQuantizerAnswer } from './linear-quantizer/state.svelte';
import type { Shown as NetworkLayersAnswer } from './network-layers/state.svelte';
import type { FirstAnswer as NetworkAnswer } from './network-tensors/state.svelte';
import type { Shown as DotProductAnswer } from './dot-product/state.svelte';
import type { PackedAnswer } from './packing/state.svelte';
import type { Measured as RateAnswer } from './rate-distortion/state.svelte';
import type { Shown as LayerAnswer } from './quantized-layer/state.svelte';
import type { Shown as RoundingAnswer } from './roundings/state.svelte';
import type { Shown as RulerAnswer } from './ruler/state.svelte';
import type { Maps } from './tensors/color-maps.svelte';

/**
 * What the core answered to the figures' first questions while the site was built: they show it before, or without,
 * JavaScript. Times are not among it, since they are the reader's to measure.
 */
export interface FirstAnswers {
	bitFlipper: FlipperAnswer;
	/** Of pages that have them. */
	autoencoder?: AutoencoderAnswer;
	faces?: FacesAnswer;
	dotProduct: DotProductAnswer;
	roundings: RoundingAnswer;
	packing: PackedAnswer;
	layer: LayerAnswer;
	linearQuantizer: LinearQuantizerAnswer;
	granularity: GranularityAnswer;
	network: NetworkAnswer;
	networkLayers: NetworkLayersAnswer;
	rate: RateAnswer;
	ruler: RulerAnswer;
	colorMaps: Maps;
}

const [answers, provideFirstAnswers, has] = createContext<Partial<FirstAnswers>>();

export { provideFirstAnswers };

/** Undefined on a page that was built without them; a page has those of its own figures. */
export const firstAnswers = (): Partial<FirstAnswers> | undefined => (has() ? answers() : undefined);
