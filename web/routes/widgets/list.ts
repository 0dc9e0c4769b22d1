import type { Component } from 'svelte';
import Autoencoder from '$widgets/autoencoder/Autoencoder.svelte';
import BitFlipper from '$widgets/bit-flipper/BitFlipper.svelte';
import Diffusion from '$widgets/diffusion/Diffusion.svelte';
import DotProduct from '$widgets/dot-product/DotProduct.svelte';
import ErrorCurves from '$widgets/error-curves/ErrorCurves.svelte';
import ErrorHeatmap from '$widgets/error-heatmap/ErrorHeatmap.svelte';
import Granularity from '$widgets/granularity/Granularity.svelte';
import KMeansImage from '$widgets/kmeans-image/KMeansImage.svelte';
import KMeansSteps from '$widgets/kmeans-steps/KMeansSteps.svelte';
import LinearQuantizer from '$widgets/linear-quantizer/LinearQuantizer.svelte';
import NetworkLayers from '$widgets/network-layers/NetworkLayers.svelte';
import NetworkTensors from '$widgets/network-tensors/NetworkTensors.svelte';
import Packing from '$widgets/packing/Packing.svelte';
import PalettePicking from '$widgets/palette-picking/PalettePicking.svelte';
import QuantizationCurves from '$widgets/quantization-curves/QuantizationCurves.svelte';
import QuantizedLayer from '$widgets/quantized-layer/QuantizedLayer.svelte';
import RateDistortion from '$widgets/rate-distortion/RateDistortion.svelte';
import Roundings from '$widgets/roundings/Roundings.svelte';
import Ruler from '$widgets/ruler/Ruler.svelte';
import Webcam from '$widgets/webcam/Webcam.svelte';

export interface GalleryEntry {
	/** The folder in web/widgets, and the anchor on this page. */
	folder: string;
	name: string;
	about: string;
	component: Component<Record<string, never>>;
	/** Attributes that it has here at first. */
	first?: Record<string, string>;
	/** What the attributes are called inside, where they are not what brings the widget's state back. */
	props?: (attributes: Record<string, string>) => Record<string, unknown>;
}

/** One entry for each widget: the only place outside its own folder that a new widget touches. */
export const gallery: GalleryEntry[] = [
	{
		folder: 'kmeans-image',
		name: 'KMeansImage',
		about:
			'A picture in k colours beside itself, its palette, and the bytes that each form takes. ' +
			'With its own slider it sets the number of colours for the error figures of the page, too; without it, it is a small figure for one k.',
		component: KMeansImage,
		first: { k: '16', slider: '' },
		props: ({ k = '16', slider }) => ({ k: Number(k), showSlider: slider !== undefined })
	},
	{
		folder: 'kmeans-steps',
		name: 'KMeansSteps',
		about:
			'The colours of a picture as a cloud in the cube of red, green and blue, and centroids walking to their means in it, ' +
			'from a good start, a bad one, or lots drawn.',
		component: KMeansSteps,
		props: ({ k = '5' }) => ({ k: Number(k) })
	},
	{
		folder: 'error-heatmap',
		name: 'ErrorHeatmap',
		about: 'How far each pixel moved, drawn as brightness beside the picture itself; point at a pixel to read it. The worst regions are marked.',
		component: ErrorHeatmap
	},
	{
		folder: 'error-curves',
		name: 'ErrorCurves',
		about: 'Error against the number of colours, and quality against bits per pixel, with the reader’s own number of colours on both.',
		component: ErrorCurves
	},
	{
		folder: 'palette-picking',
		name: 'PalettePicking',
		about:
			'The few colours of a picture chosen by hand, from the picture itself or by colour field, with the error that they leave; ' +
			'and k-means, from a start of its own or from the reader’s colours, beside them.',
		component: PalettePicking
	},
	{
		folder: 'ruler',
		name: 'Ruler',
		about: 'A curve, which can be drawn on, and what the nearest marks of a ruler make of it: how many marks there are, and where zero goes.',
		component: Ruler
	},
	{
		folder: 'bit-flipper',
		name: 'BitFlipper',
		about:
			'A number as bits to flip, in nine formats: its fields, its formula, its neighbours on a ruler of all the numbers ' +
			'that the format has, and what another format makes of it.',
		component: BitFlipper
	},
	{
		folder: 'dot-product',
		name: 'DotProduct',
		about:
			'What the dot product of two random vectors loses in small formats, by how its products are added up and how many ' +
			'there are.',
		component: DotProduct
	},
	{
		folder: 'roundings',
		name: 'Roundings',
		about: 'Six ways to round the weights of a real layer, each with its error in the weights, in the outputs, and its time.',
		component: Roundings
	},
	{
		folder: 'quantized-layer',
		name: 'QuantizedLayer',
		about:
			'One layer in float32, with weights of eight and of four bits, and all in integers, on the same input: its outputs, ' +
			'errors, bytes and times.',
		component: QuantizedLayer
	},
	{
		folder: 'packing',
		name: 'Packing',
		about: 'Integers of four or two bits packed into bytes, bit by bit, and unpacked again.',
		component: Packing
	},
	{
		folder: 'linear-quantizer',
		name: 'LinearQuantizer',
		about:
			'Weights, their integers, what those stand for, and the error between; the range is dragged on the histogram, where clipping ' +
			'trades against rounding, and scale and zero point are derived with the numbers that stand there.',
		component: LinearQuantizer
	},
	{
		folder: 'granularity',
		name: 'Granularity',
		about: 'One layer quantized with one scale for all of it, for each channel, for each group; and an outlier to drag in and out.',
		component: Granularity
	},
	{
		folder: 'network-tensors',
		name: 'NetworkTensors',
		about:
			'The layers of a real network, or of a file of the reader’s own, by any method: before, after, the error, the bytes, ' +
			'and every method beside the others.',
		component: NetworkTensors
	},
	{
		folder: 'network-layers',
		name: 'NetworkLayers',
		about:
			'Every layer of a real network quantized at once, some of them left alone if the reader likes: how exact each one is, ' +
			'and what the whole weighs, integers, scales and the rest apart.',
		component: NetworkLayers
	},
	{
		folder: 'autoencoder',
		name: 'Autoencoder',
		about:
			'Pixel art of the reader’s own, drawn here, through an autoencoder whose weights have few bits: the 128 numbers that it keeps, ' +
			'what it draws from them, and where that is off.',
		component: Autoencoder
	},
	{
		folder: 'diffusion',
		name: 'Diffusion',
		about:
			'Faces that a small diffusion model draws in the reader’s browser, with its weights as trained and quantized: bits, method, ' +
			'wishes in words, one face step by step, and bits layer by layer under a budget.',
		component: Diffusion
	},
	{
		folder: 'quantization-curves',
		name: 'QuantizationCurves',
		about:
			'What fewer bits cost two small networks, by three judges: whether a face shows what was asked for, how near the crowd of ' +
			'faces comes to real ones, and how near pictures come back. Any point can be measured again on the reader’s own machine.',
		component: QuantizationCurves
	},
	{
		folder: 'rate-distortion',
		name: 'RateDistortion',
		about:
			'Signal to noise against bits a value for a tensor: linear and k-means quantizers, with words of fixed length and with an ' +
			'entropy code, beside Shannon’s bound; and the Huffman code of the point that was chosen, word by word.',
		component: RateDistortion
	},
	{
		folder: 'webcam',
		name: 'Webcam',
		about:
			'The reader’s camera in k colours, live: the palette follows the scene without flicker, stays frozen, or is new for each frame. ' +
			'Asked for only on a click, and nothing leaves the browser; a built-in scene stands in for whoever has no camera.',
		component: Webcam
	}
];
