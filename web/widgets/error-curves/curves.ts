import type { Axis } from '$parts/chart-axis';
import { formatCount, formatTick } from '$parts/format';
import type { CurvePoint } from '$engine/types';

export interface Curve {
	x: Axis;
	y: Axis;
	points: { x: number; y: number }[];
}

export type CurveName = 'error' | 'rate';

/** The figure's two curves, for the charts and for their stored pictures. */
export const curves: Record<CurveName, (points: readonly CurvePoint[]) => Curve> = {
	error: (points) => ({
		x: {
			label: 'Colours, k',
			scale: 'log',
			domain: [1, 256],
			ticks: [1, 4, 16, 64, 256],
			format: formatCount
		},
		y: { label: 'Mean squared error, levels²', scale: 'log', format: formatTick },
		points: points.map(({ k, mse }) => ({ x: k, y: mse }))
	}),
	rate: (points) => ({
		x: { label: 'Bits per pixel, palette included', format: formatTick },
		y: { label: 'PSNR, dB', format: formatTick },
		points: points.map(({ bitsPerPixel, psnrDb }) => ({ x: bitsPerPixel, y: psnrDb }))
	})
};
