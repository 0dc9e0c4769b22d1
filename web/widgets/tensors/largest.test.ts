import { expect, it } from 'vitest';
import { positionOfLargest } from './largest';

it('is that of the largest magnitude, past NaN, and past one that does not count', () => {
	expect(positionOfLargest([1, -7, 3])).toBe(1);
	expect(positionOfLargest([NaN, 1, 3])).toBe(2);
	expect(positionOfLargest([9, -7, 3], 0)).toBe(1);
	expect(positionOfLargest([])).toBe(0);
});
