import { expect, it } from 'vitest';
import { firstSettings, parametersOf, restored, type Settings } from './settings';

const asText = (settings: Settings) =>
	Object.fromEntries(
		Object.entries(parametersOf(settings)).flatMap(([name, value]) =>
			value === undefined ? [] : [[name, String(value)]]
		)
	);

it('comes back from a link as it was', () => {
	const settings: Settings = {
		prompt: {
			asked: { hairColor: 'light brown', hat: 'no' },
			seed: 77,
			faces: 16,
			steps: 20,
			guidance: 1.5
		},
		weights: { method: 'kmeans', bits: 2, granularity: 'group', groupSize: 32 },
		plan: 'own',
		own: [2, 3, 8],
		sentence: 'light brown hair, no hat'
	};
	expect(restored(asText(settings), firstSettings)).toEqual(settings);
	expect(restored(asText(firstSettings), settings)).toEqual({
		...firstSettings,
		prompt: { ...firstSettings.prompt, asked: settings.prompt.asked },
		own: settings.own,
		sentence: settings.sentence
	});
});

it('takes nothing that makes no sense', () =>
	expect(
		restored(
			{
				bits: '1',
				method: 'pq',
				granularity: 'all',
				group: '7',
				faces: '1e9',
				steps: '0',
				guidance: 'NaN',
				seed: '-1',
				plan: 'best',
				layers: '29x'
			},
			firstSettings
		)
	).toEqual(firstSettings));
