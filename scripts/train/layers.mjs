// Every shape of DiceBear's pixel-art style in every colour, rendered once at the native 16×16; a face is then a stack
// of these layers. The whole data set needs a thousand renderings instead of one per face, and what hides what is known.
import { createAvatar } from '@dicebear/core';
import * as pixelArt from '@dicebear/pixel-art';
import sharp from 'sharp';
import { colors, detailColors, styles } from './attributes.mjs';

export const side = 16;
const pixels = side * side;

const nothing = {
	...Object.fromEntries(Object.keys(styles).map((part) => [part, []])),
	...Object.fromEntries(
		['accessories', 'glasses', 'beard', 'hat'].map((part) => [`${part}Probability`, 100])
	),
	backgroundColor: ['transparent'],
	skinColor: ['transparent']
};

const svg = (options) => createAvatar(pixelArt, { seed: 'roundoff', ...nothing, ...options }).toString();

/** RGBA, not premultiplied, 16×16. */
export async function rasterize(text) {
	const { data, info } = await sharp(Buffer.from(text))
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	if (info.width !== side || info.height !== side || info.channels !== 4)
		throw new Error(`a picture of ${info.width}×${info.height}×${info.channels} where 16×16×4 was due`);
	return data;
}

/** The picture of one component alone: what its SVG adds to that of a bare head. */
function alone(options) {
	const bare = svg({});
	const whole = svg(options);
	const end = '</g></svg>';
	const start = whole.indexOf('<path');
	const head = bare.slice(bare.indexOf('<path'), -end.length);
	if (!whole.startsWith(head, start)) throw new Error('the style no longer draws its head first');
	return whole.slice(0, start) + whole.slice(start + head.length);
}

/** DiceBear's option for the colour of each component; a beard has the hair's. */
const paint = {
	accessories: ['accessoriesColor', detailColors.accessories],
	clothing: ['clothingColor', Object.values(colors.clothingColor)],
	eyes: ['eyesColor', detailColors.eyes],
	glasses: ['glassesColor', detailColors.glasses],
	beard: ['hairColor', Object.values(colors.hairColor)],
	mouth: ['mouthColor', detailColors.mouth],
	hair: ['hairColor', Object.values(colors.hairColor)],
	hat: ['hatColor', Object.values(colors.hatColor)]
};

/** All layers by key: 'skin RRGGBB' and 'part shape RRGGBB'. */
export async function renderLayers() {
	const layers = new Map();
	for (const color of Object.values(colors.skin))
		layers.set(`skin ${color}`, await rasterize(svg({ skinColor: [color] })));
	for (const [part, shapes] of Object.entries(styles)) {
		const [option, list] = paint[part];
		for (const shape of shapes)
			for (const color of list)
				layers.set(
					`${part} ${shape} ${color}`,
					await rasterize(alone({ [part]: [shape], [option]: [color] }))
				);
	}
	return layers;
}

/** The layers of a face from back to front, as [part, key]. */
export const stackOf = (face) => [
	['skin', `skin ${face.skin}`],
	...Object.keys(styles)
		.filter((part) => face[part])
		.map((part) => [part, `${part} ${face[part].shape} ${face[part].color}`])
];

/**
 * Paints a face, without the parts of `without`: RGB in 0 … 255, rounded once at the end. With `weights`, also how much
 * of the picture each part has, in pixels.
 */
export function compose(layers, face, { without = [], weights } = {}) {
	const rgb = new Float64Array(pixels * 3);
	const background = parseInt(face.background, 16);
	for (let i = 0; i < rgb.length; i++) rgb[i] = (background >> (16 - 8 * (i % 3))) & 255;
	const shares = {};
	const covered = [];
	for (const [part, key] of stackOf(face)) {
		if (without.includes(part)) continue;
		const layer = layers.get(key);
		const share = new Float64Array(pixels);
		for (let p = 0; p < pixels; p++) {
			const alpha = layer[4 * p + 3] / 255;
			if (alpha === 0) continue;
			for (let c = 0; c < 3; c++) rgb[3 * p + c] += alpha * (layer[4 * p + c] - rgb[3 * p + c]);
			for (const other of covered) other[p] *= 1 - alpha;
			share[p] = alpha;
		}
		covered.push(share);
		shares[part] = share;
	}
	if (weights)
		for (const [part, share] of Object.entries(shares))
			weights[part] = share.reduce((sum, x) => sum + x, 0);
	return Uint8Array.from(rgb, Math.round);
}

/** The same face as DiceBear draws it, to hold the layers against. */
export function reference(face) {
	const options = { backgroundColor: [face.background], skinColor: [face.skin] };
	for (const part of Object.keys(styles)) {
		if (!face[part]) continue;
		options[part] = [face[part].shape];
		options[paint[part][0]] = [face[part].color];
	}
	return rasterize(svg(options));
}
