import type { ColorSpace } from '$engine/types';

/** What a link can bring back of a page's figures. A reader's own picture stays on their machine, so it is not in it. */
export interface Address {
	k: number;
	space: ColorSpace;
}

export const colorSpaces: readonly { value: ColorSpace; label: string; title: string }[] = [
	{ value: 'srgb', label: 'sRGB', title: 'Levels as the file stores them' },
	{
		value: 'linear',
		label: 'Linear',
		title: 'Amounts of light: differences in bright parts count for more'
	},
	{ value: 'oklab', label: 'Oklab', title: 'Differences as the eye sees them' }
];

/** The parts of a query that make sense; the others are as if they were not there. */
export function readAddress(query: string): Partial<Address> {
	const parameters = new URLSearchParams(query);
	const address: Partial<Address> = {};
	const k = parameters.get('k') ?? '';
	if (/^\d{1,3}$/.test(k) && Number(k) >= 1 && Number(k) <= 256) address.k = Number(k);
	const space = colorSpaces.find(({ value }) => value === parameters.get('space'));
	if (space) address.space = space.value;
	return address;
}

/** The same page with these figures; other parameters of the query stay. */
export function withAddress(href: string, { k, space }: Address): string {
	const url = new URL(href);
	url.searchParams.set('k', String(k));
	if (space === 'srgb') url.searchParams.delete('space');
	else url.searchParams.set('space', space);
	return url.href;
}
