import { expect, it } from 'vitest';
import { attributesOfFile } from './fake-attributes';
import { labelsFor } from './labels';

const attributes = attributesOfFile();
const column = (labels: Int32Array, name: string) => {
	const at = attributes.findIndex((attribute) => attribute.name === name);
	const { classes } = attributes[at]!;
	return Array.from({ length: labels.length / attributes.length }, (_, face) => {
		const label = labels[face * attributes.length + at]!;
		return label === classes.length ? undefined : classes[label]!;
	});
};

it('draws every class, and what is worn for about a third', () => {
	const labels = labelsFor(attributes, {}, 1, 2000);
	for (const { name, classes } of attributes)
		expect(new Set(column(labels, name).filter(Boolean)).size, name).toBe(classes.length);
	const hats = column(labels, 'hat').filter((hat) => hat === 'yes').length;
	expect(hats / 2000).toBeCloseTo(1 / 3, 1);
});

it('asks for what the reader asks, and for nothing that cannot be seen', () => {
	const labels = labelsFor(attributes, { hairColor: 'green', hat: 'no' }, 5, 50);
	expect(new Set(column(labels, 'hairColor'))).toEqual(new Set(['green']));
	expect(new Set(column(labels, 'hatColor'))).toEqual(new Set([undefined]));
	// of a link from elsewhere
	expect(labelsFor(attributes, { hairColor: 'plaid' }, 5, 50)).toEqual(labelsFor(attributes, {}, 5, 50));
	const hidden = labelsFor(attributes, { hat: 'yes', hair: 'short' }, 5, 50);
	expect(new Set(column(hidden, 'hairColor'))).toEqual(new Set([undefined]));
	expect(column(hidden, 'hatColor')).not.toContain(undefined);
});

it('asks the same of a face alone, and leaves the rest when one attribute is asked for', () => {
	const all = labelsFor(attributes, {}, 7, 12);
	expect(labelsFor(attributes, {}, 12, 1)).toEqual(all.slice(5 * attributes.length, 6 * attributes.length));
	const asked = labelsFor(attributes, { mouth: 'smiling' }, 7, 12);
	expect(column(asked, 'skin')).toEqual(column(all, 'skin'));
	expect(labelsFor([], {}, 7, 3)).toHaveLength(0);
});
