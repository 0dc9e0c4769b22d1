import { isAbort } from '$engine/client';
import type { ColorSpace, CurvePoint, Engine, Picture } from '$engine/types';

/**
 * Where the curves are sampled: about three to a doubling, every power of two among them, since there an index gets
 * longer by one bit. The outline comes first, so that the axes hold still while the rest fills in.
 */
export const sampled: readonly number[] = [
	...[1, 256, 16, 4, 64, 2, 8, 32, 128],
	...[3, 5, 6, 10, 12, 20, 24, 40, 48, 80, 96, 160, 192, 224]
];

/** The error of one picture in one colour space against k, filling in point by point. */
export class ErrorCurve {
	/** In ascending k. */
	points = $state.raw<CurvePoint[]>([]);
	/** The point for the reader's k; the last one until the next is known. */
	marked = $state.raw<CurvePoint>();
	busy = $state(false);
	/** Stopped by the reader before it was complete. */
	stopped = $state(false);
	error = $state<string>();

	#sampled = $state(0);
	/** 0 … 1 */
	progress = $derived(this.#sampled / sampled.length);

	readonly #engine: () => Pick<Engine, 'curve'>;
	#subject: { picture: Picture; space: ColorSpace } | undefined;
	#cancel = new AbortController();
	#gate: { opened: Promise<void>; open: () => void } | undefined;

	constructor(engine: () => Pick<Engine, 'curve'>) {
		this.#engine = engine;
	}

	/** Starts anew for another picture or space; what has been computed for this one stays. */
	async trace(picture: Picture, space: ColorSpace): Promise<void> {
		if (this.#subject?.picture === picture && this.#subject.space === space) return;
		this.#subject = { picture, space };
		this.points = [];
		this.marked = undefined;
		await this.resume();
	}

	/** Computes what is missing of the curve. */
	async resume(): Promise<void> {
		this.#cancel.abort();
		const { signal } = (this.#cancel = new AbortController());
		this.stopped = false;
		this.error = undefined;
		this.busy = true;
		const missing = sampled.filter((k) => !this.#at(k));
		this.#sampled = sampled.length - missing.length;
		await this.#compute(missing, signal, () => this.#sampled++);
		if (!signal.aborted) this.busy = false;
	}

	stop(): void {
		this.#cancel.abort();
		this.busy = false;
		this.stopped = true;
	}

	/** While held no further point is asked for: each takes the worker away from the hand for a while. */
	hold(held: boolean): void {
		if (held && !this.#gate) {
			let open = () => {};
			const opened = new Promise<void>((resolve) => (open = resolve));
			this.#gate = { opened, open };
		} else if (!held) {
			this.#gate?.open();
			this.#gate = undefined;
		}
	}

	/** Marks the reader's k; where the curve has no point yet for it, one is computed unless held. */
	async mark(k: number): Promise<void> {
		const known = this.#at(k);
		if (known) this.marked = known;
		if (known || this.#gate || !this.#subject) return;
		const subject = this.#subject;
		await this.#compute([k], undefined, (point) => {
			if (subject === this.#subject) this.marked = point;
		});
	}

	#at(k: number): CurvePoint | undefined {
		return this.points.find((point) => point.k === k);
	}

	async #compute(ks: readonly number[], signal: AbortSignal | undefined, got: (point: CurvePoint) => void) {
		const subject = this.#subject;
		if (!subject) return;
		try {
			const { picture, space } = subject;
			for await (const point of this.#engine().curve(picture.handle, ks, { space }, signal)) {
				if (signal?.aborted || subject !== this.#subject) return;
				const others = this.points.filter((other) => other.k !== point.k);
				this.points = [...others, point].sort((a, b) => a.k - b.k);
				got(point);
				await this.#gate?.opened;
			}
		} catch (error) {
			// A picture that has been replaced cannot be asked any more.
			if (!isAbort(error) && !signal?.aborted && subject === this.#subject)
				this.error = error instanceof Error ? error.message : String(error);
		}
	}
}
