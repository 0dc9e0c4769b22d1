// Makes the training pictures: DiceBear's pixel-art faces (design CC0 1.0) at their native 16×16 with every attribute
// as a label. The same seed gives the same bytes.
// usage: node scripts/train/avatars.mjs [--train 60000] [--held-out 5000] [--seed 1] [--out build/train/data]
// Writes train.rgb, held_out.rgb (n×16×16×3 bytes), train.labels, held_out.labels (n×columns bytes, 255: not to be
// seen in the picture) and avatars.json (columns, classes, counts).
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { option, root } from '../lib/steps.mjs';
import { attributes, colors, detailColors, heldOutPairs, shapes, shares, styles } from './attributes.mjs';
import { compose, reference, renderLayers, side } from './layers.mjs';
import { Random } from './random.mjs';

const hidden = 255;
// A part is seen when it changes some channel by this much, a colour when it has this many pixels.
const seenLevels = 20;
const seenPixels = 2;

/** A face drawn at random: DiceBear's shapes and colours, and the class of each attribute by name. */
function drawFace(random) {
	const color = (kind) => random.pick(Object.keys(colors[kind]));
	const classes = Object.fromEntries(Object.keys(colors).map((kind) => [kind, color(kind)]));
	const paint = {
		...Object.fromEntries(Object.entries(detailColors).map(([part, list]) => [part, random.pick(list)])),
		clothing: colors.clothingColor[classes.clothingColor],
		hair: colors.hairColor[classes.hairColor],
		beard: colors.hairColor[classes.hairColor],
		hat: colors.hatColor[classes.hatColor]
	};
	const face = { background: colors.background[classes.background], skin: colors.skin[classes.skin] };
	for (const [part, list] of Object.entries(styles)) {
		const shape = random.pick(list);
		const worn = random.uniform() < (shares[part] ?? 1);
		if (worn) face[part] = { shape, color: paint[part] };
	}
	classes.hair = face.hair.shape.startsWith('short') ? 'short' : 'long';
	classes.mouth = face.mouth.shape.startsWith('happy') ? 'smiling' : 'serious';
	classes.glasses = !face.glasses ? 'no' : face.glasses.shape.startsWith('light') ? 'clear' : 'dark';
	for (const part of ['hat', 'beard', 'accessories']) classes[part] = face[part] ? 'yes' : 'no';
	if (!face.hat) delete classes.hatColor;
	return { face, classes };
}

const hasPair = (classes) =>
	heldOutPairs.some((pair) => Object.entries(pair).every(([name, value]) => classes[name] === value));

/** The largest difference in any channel that a part makes. */
function difference(layers, face, picture, part) {
	const without = compose(layers, face, { without: [part] });
	return picture.reduce((most, value, i) => Math.max(most, Math.abs(value - without[i])), 0);
}

/** The label columns of a face; what cannot be told from its picture is `hidden`. */
function labelsOf(layers, { face, classes }, picture, weights) {
	const told = { ...classes };
	for (const part of ['accessories', 'beard', 'glasses', 'mouth'])
		if (face[part] && difference(layers, face, picture, part) < seenLevels) delete told[part];
	// a beard has the hair's colour too, but mixed with the skin's
	if ((weights.hair ?? 0) < seenPixels) delete told.hairColor;
	if ((weights.clothing ?? 0) < seenPixels) delete told.clothingColor;
	const seen = (part) => face[part] && difference(layers, face, picture, part) >= seenLevels;
	for (const name of Object.keys(shapes)) {
		const part = name.replace('Style', '');
		if (seen(part) && !(part === 'hair' && face.hat)) told[name] = face[part].shape;
	}
	return Object.entries({ ...attributes, ...shapes }).map(([name, list]) =>
		name in told ? list.indexOf(told[name]) : hidden
	);
}

/** One set; `wantPair(i)` says whether picture i is to have a held-out pair. */
function makeSet(layers, count, seed, wantPair) {
	const columns = Object.keys(attributes).length + Object.keys(shapes).length;
	const rgb = new Uint8Array(count * side * side * 3);
	const labels = new Uint8Array(count * columns);
	const faces = [];
	for (let i = 0; i < count; i++) {
		const random = new Random(new Random(seed + BigInt(i)).next());
		let drawn;
		do drawn = drawFace(random);
		while (hasPair(drawn.classes) !== wantPair(i));
		const weights = {};
		const picture = compose(layers, drawn.face, { weights });
		rgb.set(picture, i * picture.length);
		labels.set(labelsOf(layers, drawn, picture, weights), i * columns);
		if (faces.length < 200) faces.push({ face: drawn.face, picture });
	}
	return { rgb, labels, faces };
}

/** The largest difference between our layers and DiceBear's own picture over some faces. */
async function check(faces) {
	let most = 0;
	for (const { face, picture } of faces) {
		const whole = await reference(face);
		for (let p = 0; p < side * side; p++)
			for (let c = 0; c < 3; c++)
				most = Math.max(most, Math.abs(whole[4 * p + c] - picture[3 * p + c]));
	}
	return most;
}

const number = (name, fallback) => Number(option(name) ?? fallback);
const counts = { train: number('train', 60000), heldOut: number('held-out', 5000) };
const seed = number('seed', 1);
const out = resolve(root, option('out') ?? 'build/train/data');
mkdirSync(out, { recursive: true });

const layers = await renderLayers();
const base = BigInt(seed) << 32n;
// of the held-out pictures one in five has a pair that training never shows
const sets = {
	train: makeSet(layers, counts.train, base, () => false),
	held_out: makeSet(layers, counts.heldOut, base + (1n << 31n), (i) => i % 5 === 0)
};
const most = await check(sets.train.faces);
if (most > 3) throw new Error(`the layers differ from DiceBear's picture by ${most} of 255`);
for (const [name, set] of Object.entries(sets))
	for (const kind of ['rgb', 'labels']) {
		writeFileSync(resolve(out, `${name}.${kind}.part`), set[kind]);
		renameSync(resolve(out, `${name}.${kind}.part`), resolve(out, `${name}.${kind}`));
	}
const description = { seed, side, counts, attributes, shapes, colors, heldOutPairs };
writeFileSync(resolve(out, 'avatars.json'), JSON.stringify(description, null, '\t') + '\n');
console.log(
	`${counts.train} + ${counts.heldOut} faces from ${layers.size} layers, within ${most}/255 of DiceBear's`
);
