/** What a plan's buffers hold when many faces run at once: how many rows each has, and which can share memory. */
import type { Plan, PlanStep } from '../engine/model-types';

/**
 * What a buffer's numbers depend on. `time` and `labels` are worked out once for all times of a sample, before the
 * steps; `labels` has a row for each time and each different row of labels, `both` one for each face and pass.
 */
export type Kind = 'time' | 'labels' | 'state' | 'both';

export interface RowCounts {
	faces: number;
	/** Times that the network runs for each face within one step: as asked, and once asked nothing. */
	passes: number;
	/** Different rows of labels. */
	labelRows: number;
	times: number;
}

export const rowsOf = (kind: Kind, { faces, passes, labelRows, times }: RowCounts): number =>
	({ time: times, labels: times * labelRows, state: faces, both: faces * passes })[kind];

export interface BufferLayout {
	kind: Kind;
	/** Numbers in a row. */
	numbers: number;
	/** Read as it is; −1 or the piece of memory. */
	raw: number;
	/** Read as SiLU of it, which its writer then writes too; −1 or the piece of memory. */
	activated: number;
}

export interface PlanLayout {
	buffers: BufferLayout[];
	/** Bytes of each piece of memory. */
	memory: number[];
}

const readsOf = (step: PlanStep) => [step.input, step.residual, step.film].filter((buffer) => buffer >= 0);

function kindsOf(plan: Plan): Kind[] {
	const kinds: Kind[] = [];
	kinds[plan.input] = 'state';
	if (plan.time >= 0) kinds[plan.time] = 'time';
	for (const step of plan.steps) {
		const found = new Set(readsOf(step).map((buffer) => kinds[buffer]!));
		if (step.op === 'embed') found.add('labels');
		kinds[step.output] = found.has('both')
			? 'both'
			: found.has('state')
				? found.size > 1
					? 'both'
					: 'state'
				: found.has('labels')
					? 'labels'
					: 'time';
	}
	return kinds;
}

/** The same plan with a buffer for every step: the core's steps write over what is no longer read. */
export function singleAssignment(plan: Plan): Plan {
	const current = plan.buffers.map((_, buffer) => buffer);
	const buffers = [...plan.buffers];
	const now = (buffer: number) => (buffer < 0 ? buffer : current[buffer]!);
	const written = new Set<number>();
	const steps = plan.steps.map((step) => {
		const read = { input: now(step.input), residual: now(step.residual), film: now(step.film) };
		if (written.has(step.output) || step.output === plan.input) {
			current[step.output] = buffers.push(plan.buffers[step.output]!) - 1;
		}
		written.add(step.output);
		return { ...step, ...read, output: now(step.output) };
	});
	return { ...plan, buffers, steps, output: now(plan.output) };
}

/** Memory that is free again once its buffer was read for the last time; a piece serves whoever it is large enough for. */
class Pool {
	readonly memory: number[] = [];
	#free: number[] = [];

	take(bytes: number): number {
		const fitting = this.#free.filter((piece) => this.memory[piece]! >= bytes);
		const best = fitting.sort((a, b) => this.memory[a]! - this.memory[b]!)[0];
		if (best === undefined) return this.add(bytes);
		this.#free = this.#free.filter((piece) => piece !== best);
		return best;
	}

	/** One that nobody had before. */
	add(bytes: number): number {
		return this.memory.push(bytes) - 1;
	}

	give(piece: number): void {
		if (piece >= 0) this.#free.push(piece);
	}
}

/** Where the buffers of a plan in single assignment lie. */
export function layOut(plan: Plan, counts: RowCounts): PlanLayout {
	const kinds = kindsOf(plan);
	const pool = new Pool();
	const buffers = plan.buffers.map(({ channels, height, width }, i): BufferLayout => ({
		kind: kinds[i] ?? 'state',
		numbers: channels * height * width,
		raw: -1,
		activated: -1
	}));
	const isBefore = ({ kind }: BufferLayout) => kind === 'time' || kind === 'labels';
	const written = new Set(plan.steps.map(({ output }) => output));
	const wanted = (buffer: number) => {
		// an input of the plan has no writer that could write SiLU of it
		const activated =
			written.has(buffer) && plan.steps.some((step) => step.input === buffer && step.siluInput);
		const read = (step: PlanStep) =>
			(step.input === buffer && !step.siluInput) || step.residual === buffer || step.film === buffer;
		return { activated, raw: !activated || buffer === plan.output || plan.steps.some(read) };
	};
	const lastRead = plan.buffers.map((_, buffer) =>
		Math.max(...plan.steps.map((step, at) => (readsOf(step).includes(buffer) ? at : -1)))
	);
	const place = (buffer: number) => {
		const layout = buffers[buffer]!;
		const bytes = 4 * layout.numbers * rowsOf(layout.kind, counts);
		const { raw, activated } = wanted(buffer);
		// what is worked out before the steps is there while all of them write, also those that precede it in the plan
		const piece = () => (isBefore(layout) ? pool.add(bytes) : pool.take(bytes));
		if (raw) layout.raw = piece();
		if (activated) layout.activated = piece();
	};
	/** What is put in from outside, or lives from one step of the sampler to the next, keeps its memory. */
	const keeps = (buffer: number) =>
		!written.has(buffer) || buffer === plan.output || isBefore(buffers[buffer]!);

	place(plan.input);
	if (plan.time >= 0) place(plan.time);
	plan.steps.forEach((step, at) => {
		place(step.output);
		for (const buffer of new Set(readsOf(step))) {
			if (lastRead[buffer] !== at || keeps(buffer)) continue;
			pool.give(buffers[buffer]!.raw);
			pool.give(buffers[buffer]!.activated);
		}
	});
	return { buffers, memory: pool.memory };
}
