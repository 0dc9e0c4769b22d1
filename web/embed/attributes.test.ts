import { expect, it } from 'vitest';
import { methods as faceMethods } from '../widgets/faces/weights';
import { groupSizes as pictureGroups } from '../widgets/autoencoder/state.svelte';
import { groupSizes, guidances, stepCounts } from '../widgets/diffusion/settings';
import { methods } from '../widgets/network-tensors/methods';
import { complaint, read, type Attribute } from './attributes';

const element = (text: string | null) => ({ getAttribute: () => text }) as unknown as Element;
const number = (more: object) => ({ type: 'number', initial: 2, min: 0, max: 9, ...more }) as Attribute;

it.each([
	[number({}), '7', 7, undefined],
	[number({}), '7.5', 2, 'x="7.5" is not a whole number from 0 to 9'],
	[number({}), '10', 2, 'x="10" is not a whole number from 0 to 9'],
	[number({}), '', 2, 'x="" is not a whole number from 0 to 9'],
	[number({ fraction: true }), '7.5', 7.5, undefined],
	[number({ fraction: true }), 'many', 2, 'x="many" is not a number from 0 to 9'],
	[number({ values: [0, 0.5, 4] }), '0.5', 0.5, undefined],
	[number({ values: [0, 0.5, 4] }), '3', 2, 'x="3" is not one of 0, 0.5, 4'],
	[
		{ type: 'choice', options: ['light', 'dark'] } as Attribute,
		'blue',
		undefined,
		'x="blue" is not one of light, dark'
	]
])('%j takes %j as %j', (attribute, text, value, wrong) => {
	expect(read(element(text), 'x', attribute)).toBe(value);
	expect(complaint('x', attribute, text)).toBe(wrong);
});

it('names what the widgets take, and nothing else', async () => {
	Object.assign(globalThis, {
		HTMLElement: class {},
		CSSStyleSheet: class {
			replaceSync() {}
		}
	});
	const attributesOf = async (folder: string) =>
		(await import(`../widgets/${folder}/element.ts`)).default.attributes;
	const [network, diffusion, autoencoder] = await Promise.all(
		['network-tensors', 'diffusion', 'autoencoder'].map(attributesOf)
	);
	expect(network.method.options.toSorted()).toEqual(methods.map(({ method }) => method).toSorted());
	expect(diffusion.method.options.toSorted()).toEqual(faceMethods.map(({ method }) => method).toSorted());
	expect(autoencoder.method.options).toEqual(
		network.method.options.filter((name: string) => name !== 'pq')
	);
	expect(diffusion.steps.values).toEqual(stepCounts);
	expect(diffusion.guidance.values).toEqual(guidances);
	expect(diffusion.group.values).toEqual(groupSizes);
	expect(autoencoder.group.values).toEqual(pictureGroups);
});
