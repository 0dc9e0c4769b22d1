import { expect, it } from 'vitest';
import type { Tensor } from '$engine/tensor-types';
import { once } from './once';

it('is made once, and again only after it has failed', async () => {
	const made = [
		() => Promise.reject(new Error('offline')),
		() => Promise.resolve({ handle: 1 } as Tensor),
		() => Promise.resolve({ handle: 2 } as Tensor)
	];
	const layer = once(() => made.shift()!());
	await expect(layer()).rejects.toThrow('offline');
	expect(await layer()).toMatchObject({ handle: 1 });
	expect(await layer()).toMatchObject({ handle: 1 });
	expect(made).toHaveLength(1);
});
