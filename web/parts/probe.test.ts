import { describe, expect, it } from 'vitest';
import { cellAfterKey, cellUnder } from './probe';

const grid = { width: 48, height: 10 };
const element = {
	getBoundingClientRect: () => ({ left: 100, top: 50, width: 96, height: 20 })
} as Element;

it('finds the cell under a pointer, and the nearest one for a finger that slid off', () => {
	expect(cellUnder({ clientX: 103, clientY: 55 }, element, grid)).toEqual({ x: 1, y: 2 });
	expect(cellUnder({ clientX: 900, clientY: 0 }, element, grid)).toEqual({ x: 47, y: 0 });
	const hidden = { getBoundingClientRect: () => ({ left: 0, top: 0, width: 0, height: 0 }) } as Element;
	expect(cellUnder({ clientX: 0, clientY: 0 }, hidden, grid)).toBeUndefined();
});

describe('keys', () => {
	const press = (key: string, from: { x: number; y: number } | null, shiftKey = false) =>
		cellAfterKey({ key, shiftKey }, from, grid);

	it('move by a cell, or by a stride, and stay inside', () => {
		expect(press('ArrowRight', { x: 3, y: 3 })).toEqual({ x: 4, y: 3 });
		expect(press('ArrowUp', { x: 3, y: 0 })).toEqual({ x: 3, y: 0 });
		expect(press('ArrowDown', { x: 3, y: 3 }, true)).toEqual({ x: 3, y: 5 });
	});

	it('start in the middle, let go with Escape, and leave the rest to the page', () => {
		expect(press('ArrowLeft', null)).toEqual({ x: 23, y: 5 });
		expect(press('Escape', { x: 1, y: 1 })).toBeNull();
		expect(press('Tab', { x: 1, y: 1 })).toBeUndefined();
	});
});
