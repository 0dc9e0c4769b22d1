/** What faces are asked for: by the reader, and where they leave it open by lot, as the training pictures were. */
import type { Network } from '$engine/model-types';

export type Attributes = Network['attributes'];

/** `hairColor` as a reader is told of it: “hair colour”. */
export const inWords = (name: string): string =>
	name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace('color', 'colour');

/** A class for each attribute that the reader has one for. */
export type Asked = Readonly<Record<string, string>>;

/** What a third of the training pictures has; the rest goes without. */
const worn = ['glasses', 'hat', 'beard', 'accessories'];
const share = 1 / 3;

/** What nobody can see where the others are so: it is not asked for, then, nor judged. */
const unseen: readonly { attribute: string; where: Asked }[] = [
	{ attribute: 'hatColor', where: { hat: 'no' } },
	{ attribute: 'hairColor', where: { hat: 'yes', hair: 'short' } },
	{ attribute: 'accessories', where: { hair: 'long' } }
];

/** Uniform numbers in 0 … 1 by mulberry32 (Tommy Ettinger, public domain): the same ones for the same seed. */
function lots(seed: number): () => number {
	let state = Math.imul(seed, 0x9e3779b1) ^ Math.floor(seed / 2 ** 32);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

function classesOf(attributes: Attributes, asked: Asked, seed: number): Record<string, string | undefined> {
	const lot = lots(seed);
	const drawn: Record<string, string | undefined> = {};
	for (const { name, classes } of attributes) {
		// Drawn for every attribute, so that asking for one leaves the others as they are.
		const [isWorn, which] = [lot() < share, lot()];
		const none = worn.includes(name) && classes.includes('no');
		const open = none ? classes.filter((each) => each !== 'no') : classes;
		const byLot = none && !isWorn ? 'no' : open[Math.floor(which * open.length)];
		drawn[name] = classes.find((each) => each === asked[name]) ?? byLot;
	}
	for (const { attribute, where } of unseen)
		if (
			asked[attribute] !== drawn[attribute] &&
			Object.entries(where).every(([name, value]) => drawn[name] === value)
		)
			drawn[attribute] = undefined;
	return drawn;
}

/**
 * faces × attributes, as the networks take them. Face i of seed s is asked for what face 0 of seed s + i is, as it starts
 * from the same noise.
 */
export function labelsFor(
	attributes: Attributes,
	asked: Asked,
	seed: number,
	faces: number
): Int32Array<ArrayBuffer> {
	const labels = new Int32Array(faces * attributes.length);
	for (let face = 0; face < faces; face++) {
		const drawn = classesOf(attributes, asked, seed + face);
		attributes.forEach(({ name, classes }, i) => {
			const index = classes.indexOf(drawn[name] ?? '');
			labels[face * attributes.length + i] = index < 0 ? classes.length : index;
		});
	}
	return labels;
}
