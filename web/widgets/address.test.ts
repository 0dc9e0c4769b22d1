import { expect, it } from 'vitest';
import { oneOf, readOwn, wholeNumber, withOwn } from './address';

it('reads what it has written, and leaves the parameters of others alone', () => {
	const first = withOwn('https://example.org/a/?k=3#part', 'packing', {
		bits: 4,
		values: '-3,1',
		seed: undefined
	});
	const both = withOwn(first, 'bit-flipper', { bits: '0101' });
	expect(readOwn(new URL(both).search, 'packing')).toEqual({ bits: '4', values: '-3,1' });
	expect(readOwn(new URL(both).search, 'bit-flipper')).toEqual({ bits: '0101' });
	const url = new URL(withOwn(both, 'packing', { bits: 2 }));
	expect(readOwn(url.search, 'packing')).toEqual({ bits: '2' });
	expect(readOwn(url.search, 'bit-flipper')).toEqual({ bits: '0101' });
	expect(url.searchParams.get('k')).toBe('3');
	expect(url.hash).toBe('#part');
});

it('takes no option that is not there', () => {
	expect(oneOf(['float16', 'fp4'], 'fp4')).toBe('fp4');
	expect(oneOf(['float16', 'fp4'], 'constructor')).toBeUndefined();
	expect(oneOf(['float16'], undefined)).toBeUndefined();
});

it.each([
	['12', 12],
	['-3', -3],
	['41', undefined],
	['1.5', undefined],
	['1e1', undefined],
	['', undefined],
	[undefined, undefined]
])('reads %j as %j', (text, value) => expect(wholeNumber(text, -10, 40)).toBe(value));
