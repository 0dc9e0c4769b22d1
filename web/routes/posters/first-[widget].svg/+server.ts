import { error } from '@sveltejs/kit';
import { formatCompact } from '$parts/format';
import { posterSvg } from '$widgets/error-curves/poster';
import { fieldsOf, isSet } from '$widgets/bit-flipper/fields';
import type { Side } from '$widgets/bit-flipper/state.svelte';
import { byFormat } from '$widgets/dot-product/state.svelte';
import { curvesOf } from '$widgets/quantization-curves/curves';
import { variants } from '$widgets/quantized-layer/state.svelte';
import { rateOf, series } from '$widgets/rate-distortion/series';
import { compared, methods } from '$widgets/roundings/state.svelte';
import { firstAnswers } from '../../first-answers.server';
import { rate } from '../../first-tensors.server';
import { networkNumbers } from '../../networks.server';
import { barsSvg, bitsSvg } from '../drawings';

const bitsOf = ({ format, reading }: Side) => ({
	label: format.name,
	bits: fieldsOf(format).flatMap(({ bits }) => bits.map(({ place }) => isSet(reading.bits, place)))
});

/** What the figures about numbers and weights begin with, drawn from the core's first answers. */
const makers: Record<string, () => Promise<string>> = {
	async 'bit-flipper'() {
		const { own, other } = (await firstAnswers()).bitFlipper;
		return bitsSvg([bitsOf(own), bitsOf(other)]);
	},
	async 'dot-product'() {
		const rows = byFormat((await firstAnswers()).dotProduct.errors);
		return barsSvg(
			'Decimal digits that are right',
			rows.map(({ format, rows: [first] }) => ({ label: format, value: -Math.log10(first!.median) }))
		);
	},
	async 'linear-quantizer'() {
		const { share, clipMse, roundMse } = (await firstAnswers()).linearQuantizer.curve.curve;
		const along = (errors: (i: number) => number) =>
			Array.from(share, (x, i) => ({ x, y: errors(i) })).filter(({ y }) => y > 0);
		return posterSvg(
			{
				x: { label: 'Share of the range that is kept' },
				y: { label: 'Mean squared error', scale: 'log', format: (error) => formatCompact(error, 1) },
				points: along((i) => clipMse[i]! + roundMse[i]!)
			},
			[along((i) => clipMse[i]!), along((i) => roundMse[i]!)]
		);
	},
	async 'network-layers'() {
		const { layers } = (await firstAnswers()).networkLayers;
		return barsSvg(
			'SQNR, decibels',
			layers.map(({ name, sqnrDb }) => ({ label: name, value: sqnrDb }))
		);
	},
	async packing() {
		const { bytes } = (await firstAnswers()).packing;
		return bitsSvg(
			Array.from(bytes, (byte, i) => ({
				label: `Byte ${i + 1}`,
				bits: Array.from({ length: 8 }, (_, bit) => isSet(byte, 7 - bit))
			}))
		);
	},
	async 'quantization-curves'() {
		const [first, ...others] = curvesOf((await networkNumbers()).evaluated, 'content');
		return posterSvg(
			{
				x: { label: 'Effective bits per weight' },
				y: { label: 'What was asked for is seen' },
				points: first!.points
			},
			others.map(({ points }) => points)
		);
	},
	async 'quantized-layer'() {
		const { rows } = (await firstAnswers()).layer.result;
		return barsSvg(
			'SQNR of the outputs, decibels',
			rows
				.filter(({ error }) => Number.isFinite(error.sqnrDb))
				.map(({ variant, error }) => ({ label: variants[variant].label, value: error.sqnrDb }))
		);
	},
	async 'rate-distortion'() {
		const { curves } = await rate();
		const [best, ...others] = series
			.map(({ quantizer, ...one }) =>
				curves[quantizer]!.map((point) => ({
					x: rateOf(point, one, 'theory'),
					y: point.sqnrDb
				})).filter(({ y }) => Number.isFinite(y))
			)
			.reverse();
		return posterSvg(
			{ x: { label: 'Bits a value' }, y: { label: 'SQNR, decibels' }, points: best! },
			others
		);
	},
	async roundings() {
		// Some are a hundred times as bad as others.
		return barsSvg(
			'Error of the outputs, logarithmic',
			compared((await firstAnswers()).roundings.rows).map(({ method, outputs }) => ({
				label: methods[method].label,
				value: 1 + Math.log10(outputs)
			}))
		);
	},
	async ruler() {
		const { curve, result } = (await firstAnswers()).ruler;
		const pointsOf = (values: ArrayLike<number>) => Array.from(values, (y, x) => ({ x, y }));
		return posterSvg({ x: { label: 'Place' }, y: { label: 'Value' }, points: pointsOf(result.values!) }, [
			pointsOf(curve)
		]);
	}
};

export const prerender = true;
export const entries = () => Object.keys(makers).map((widget) => ({ widget }));

export async function GET({ params }) {
	const make = Object.hasOwn(makers, params.widget) && makers[params.widget];
	if (!make) error(404, `There is no stored picture of a widget called ${params.widget}.`);
	return new Response(await make(), { headers: { 'content-type': 'image/svg+xml' } });
}
