import { describe, expect, it } from 'vitest';
import type { Plan, PlanStep } from '../engine/model-types';
import { distinctLabels } from './labels';
import { layOut, singleAssignment } from './layout';
import { expand } from './template';

const step = (given: Partial<PlanStep> & Pick<PlanStep, 'op' | 'input' | 'output'>): PlanStep => ({
	...{ layer: '', kernel: 1, siluInput: false, silu: false, residual: -1, position: '', film: -1 },
	...{ groups: 1, epsilon: 1e-5, tables: [] },
	...given
});
const vector = (channels: number) => ({ channels, height: 1, width: 1 });
const counts = { faces: 4, passes: 2, labelRows: 3, times: 5 };

/** Two blocks that write over each other's buffers, as the core's plans do. */
const plan: Plan = {
	buffers: [vector(8), vector(2), vector(6), vector(16), vector(8), vector(8)],
	...{ input: 0, time: 1, output: 4 },
	steps: [
		step({ op: 'embed', input: 1, output: 2, tables: ['a.weight'] }),
		step({ op: 'linear', input: 2, output: 3 }),
		step({ op: 'norm', input: 0, output: 4, film: 3 }),
		step({ op: 'linear', input: 4, output: 5, siluInput: true, residual: 0 }),
		step({ op: 'linear', input: 2, output: 3 }),
		step({ op: 'norm', input: 5, output: 4, film: 3 })
	]
};

describe('a plan', () => {
	it('has a buffer for every step once it is in single assignment', () => {
		const single = singleAssignment(plan);
		const outputs = single.steps.map(({ output }) => output);
		expect(new Set(outputs).size).toBe(plan.steps.length);
		expect(single.steps[3]!.input).toBe(outputs[2]);
		expect(single.steps[5]).toMatchObject({ input: outputs[3], film: outputs[4] });
		expect(single.output).toBe(outputs[5]);
	});

	it('works out once for all faces what does not depend on them', () => {
		const single = singleAssignment(plan);
		const { buffers } = layOut(single, counts);
		expect(single.steps.map(({ output }) => buffers[output]!.kind)).toEqual([
			...['labels', 'labels', 'both', 'both', 'labels', 'both']
		]);
		expect(buffers[0]!.kind).toBe('state');
		expect(buffers[1]!.kind).toBe('time');
	});

	it('never lets a step write what it or a later step still reads', () => {
		const single = singleAssignment(plan);
		const { buffers, memory } = layOut(single, counts);
		const pieces = (buffer: number) =>
			buffer < 0
				? []
				: [buffers[buffer]!.raw, buffers[buffer]!.activated].filter((piece) => piece >= 0);
		single.steps.forEach(({ output }, at) => {
			const readLater = single.steps
				.slice(at)
				.flatMap(({ input, residual, film }, later) =>
					[input, residual, film].filter((buffer) => buffer !== output || later === 0)
				);
			const before = single.steps.slice(0, at).map((step) => step.output);
			const alive = [single.input, single.time, ...before].filter((buffer) =>
				readLater.includes(buffer)
			);
			for (const piece of pieces(output)) {
				expect(alive.flatMap(pieces)).not.toContain(piece);
				expect(memory[piece]).toBeGreaterThan(0);
			}
		});
	});

	it('shares nothing that is there before the steps, however many faces are larger than it', () => {
		const single = singleAssignment(plan);
		const { buffers } = layOut(single, { faces: 64, passes: 2, labelRows: 1, times: 1 });
		const piecesOf = (before: boolean) =>
			[single.input, single.time, ...single.steps.map(({ output }) => output)]
				.map((buffer) => buffers[buffer]!)
				.filter(({ kind }) => (kind === 'time' || kind === 'labels') === before)
				.flatMap(({ raw, activated }) => [raw, activated].filter((piece) => piece >= 0));
		const before = piecesOf(true);
		expect(new Set(before).size).toBe(before.length);
		expect(piecesOf(false).filter((piece) => before.includes(piece))).toEqual([]);
	});

	it('keeps a number as it is, as SiLU of it, or both, as it is read', () => {
		const single = singleAssignment(plan);
		const { buffers } = layOut(single, counts);
		const normed = buffers[single.steps[2]!.output]!;
		expect(normed.raw).toBe(-1);
		expect(normed.activated).toBeGreaterThanOrEqual(0);
	});
});

describe('labels', () => {
	const nothing = [3, 2];

	it('are worked out once for each different row, and once for nothing', () => {
		const found = distinctLabels([0, 1, 2, 0, 0, 1], nothing, 3, 2);
		expect(found).toEqual({
			rows: Uint32Array.of(0, 1, 2, 0, 3, 2),
			count: 3,
			rowOf: Uint32Array.of(0, 1, 0, 2, 2, 2),
			passes: 2
		});
	});

	it('need one pass where guidance wants one answer alone', () => {
		expect(distinctLabels([0, 1], nothing, 1, 1)).toMatchObject({ count: 1, passes: 1 });
		expect(distinctLabels([0, 1], nothing, 1, 0).rows).toEqual(Uint32Array.of(3, 2));
	});
});

describe('a kernel’s text', () => {
	it('repeats what a loop holds, and leaves out what has no place', () => {
		const source =
			'//@for i in N\n//@for j in N\nlet x${i}_${j} = ${K}u;\n//@end\n//@end\n//@if NO\nno\n//@end';
		expect(expand(source, { N: 2, K: 7, NO: 0 })).toBe(
			['let x0_0 = 7u;', 'let x0_1 = 7u;', 'let x1_0 = 7u;', 'let x1_1 = 7u;'].join('\n')
		);
	});

	it('says what it lacks', () => {
		expect(() => expand('${SIZE}', {})).toThrow("'SIZE'");
		expect(() => expand('//@if A\nx', { A: 1 })).toThrow('has no end');
	});
});
