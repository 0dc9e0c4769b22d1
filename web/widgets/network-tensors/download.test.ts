import { expect, it } from 'vitest';
import { fileNameOf } from './download';

it.each([
	['UPN1/kernel', 'q4_0', 'values', 'UPN1-kernel-q4_0.npy'],
	['a b:c\\d', 'linear', 'integers', 'a-b-c-d-linear-integers.npy'],
	['../../x', 'nf4', 'values', 'x-nf4.npy'],
	['', 'fp4', 'values', 'tensor-fp4.npy']
] as const)('%j by %s, its %s, is %s', (tensor, method, what, name) =>
	expect(fileNameOf(tensor, method, what)).toBe(name)
);
