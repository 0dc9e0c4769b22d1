import { expect, it } from 'vitest';
import { readAddress, withAddress } from './address';

it('reads what it has written', () => {
	const href = withAddress('https://example.org/a/?theme=dark#part', { k: 37, space: 'oklab' });
	expect(href).toBe('https://example.org/a/?theme=dark&k=37&space=oklab#part');
	expect(readAddress(new URL(href).search)).toEqual({ k: 37, space: 'oklab' });
});

it('leaves out the space that is the usual one', () => {
	const href = withAddress('https://example.org/?k=2&space=oklab', { k: 8, space: 'srgb' });
	expect(href).toBe('https://example.org/?k=8');
});

it.each(['?k=0', '?k=257', '?k=-3', '?k=1.5', '?k=1e2', '?k=', '?space=cmyk', ''])(
	'makes nothing of %j',
	(query) => expect(readAddress(query)).toEqual({})
);
