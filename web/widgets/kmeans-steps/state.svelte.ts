import { isAbort } from '$engine/client';
import type { Cloud, Engine, Picture, Seeding, Steps } from '$engine/types';

/** One run of k-means from its seeds until it rests. */
export interface Walk {
	seeding: Seeding;
	k: number;
	seed: number;
	frames: Steps['frames'];
	nearest: Steps['nearest'];
	mse: Steps['mse'];
}

export const seedings: readonly {
	value: Seeding;
	label: string;
	/** In the middle of a sentence. */
	words: string;
	about: string;
}[] = [
	{
		value: 'split',
		label: 'Good start',
		words: 'a good start',
		about: 'the cloud is cut in two, again and again, where that helps most'
	},
	{
		value: 'kmeans++',
		label: 'k-means++',
		words: 'a k-means++ start',
		about: 'colours drawn by lot, those far from the ones drawn more likely'
	},
	{
		value: 'random',
		label: 'Random',
		words: 'a random start',
		about: 'colours of the picture drawn by lot'
	},
	{
		value: 'corner',
		label: 'Bad start',
		words: 'a bad start',
		about: 'the colours nearest to black, huddled in that corner'
	}
];

export const drawsLots = (seeding: Seeding): boolean => seeding === 'random' || seeding === 'kmeans++';

export const iterationsOf = (walk: Walk): number => walk.frames.length - 1;
export const restOf = (walk: Walk): number => walk.mse.at(-1)!;

/** k-means on the picture's colours from each of the starts, and the one walk that is looked at. */
export class KMeansWalks {
	k: number;
	seeding = $state<Seeding>('random');
	/** Which draw of the lots. */
	seed = $state(1);
	cloud = $state.raw<Cloud>();
	/** The walk on screen: the last that was computed of those chosen. */
	shown = $state.raw<Walk>();
	/** Frame of it: 0 are the seeds. */
	iteration = $state(0);
	playing = $state(false);
	/** The smallest and the largest error of all four walks, for an axis that they share. */
	range = $state.raw<[number, number]>();
	error = $state<string>();
	busy = $state(false);

	readonly #engine: () => Engine;
	readonly #channel: string;
	#picture: Picture | undefined;
	/** Every walk of this picture at this k. */
	#walks = $state.raw<readonly Walk[]>([]);
	#turn = 0;

	/** The engine is asked for in the browser only. */
	constructor(engine: () => Engine, channel: string, k: number) {
		this.#engine = engine;
		this.#channel = channel;
		this.k = $state(k);
	}

	/** Iterations of the walk on screen. */
	get last(): number {
		return this.shown ? iterationsOf(this.shown) : 0;
	}

	/** The walk from that start, as it is drawn now; undefined until it is computed. */
	walk(seeding: Seeding): Walk | undefined {
		return this.#walks.find(
			(walk) => walk.seeding === seeding && (walk.seed === this.seed || !drawsLots(seeding))
		);
	}

	/** Where all the draws from that start came to rest so far. */
	rests(seeding: Seeding): number[] {
		return this.#walks.filter((walk) => walk.seeding === seeding).map(restOf);
	}

	async open(picture: Picture): Promise<void> {
		if (picture === this.#picture) return;
		this.#picture = picture;
		const turn = this.#begin();
		this.#walks = [];
		await this.#ask(turn, async () => {
			const cloud = await this.#engine().cloud(picture.handle, { channel: `${this.#channel} cloud` });
			if (turn !== this.#turn) return;
			this.cloud = cloud;
			await this.#compute(turn, picture);
		});
	}

	choose(change: { k?: number; seeding?: Seeding }): Promise<void> {
		if (change.seeding !== undefined) this.seeding = change.seeding;
		if (change.k !== undefined && change.k !== this.k) {
			this.k = change.k;
			this.#walks = [];
		}
		return this.#update();
	}

	/** Other lots for the starts that draw them. */
	draw(): Promise<void> {
		this.seed++;
		return this.#update();
	}

	goTo(iteration: number): void {
		this.iteration = Math.min(this.last, Math.max(0, iteration));
	}

	/** One iteration on; at the end a walk that plays has arrived. */
	advance(): void {
		this.goTo(this.iteration + 1);
		if (this.iteration === this.last) this.playing = false;
	}

	/** From the end it starts again. */
	play(): void {
		if (this.iteration === this.last) this.goTo(0);
		this.playing = this.last > 0;
	}

	#begin(): number {
		this.error = undefined;
		return ++this.#turn;
	}

	async #update(): Promise<void> {
		const picture = this.#picture;
		const turn = this.#begin();
		if (picture) await this.#ask(turn, () => this.#compute(turn, picture));
	}

	async #ask(turn: number, work: () => Promise<void>): Promise<void> {
		this.busy = true;
		try {
			await work();
		} catch (error) {
			if (turn === this.#turn && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (turn === this.#turn) this.busy = false;
		}
	}

	/** The chosen start first, then the others to compare it with; what is known is not asked again. */
	async #compute(turn: number, picture: Picture): Promise<void> {
		const { k, seed } = this;
		const others = seedings.map(({ value }) => value).filter((value) => value !== this.seeding);
		for (const seeding of [this.seeding, ...others]) {
			let walk = this.walk(seeding);
			if (!walk) {
				const call = { channel: `${this.#channel} steps` };
				const { frames, nearest, mse } = await this.#engine().steps(
					picture.handle,
					{ k, seed, seeding },
					call
				);
				if (turn !== this.#turn) return;
				walk = { seeding, k, seed, frames, nearest, mse };
				this.#walks = [...this.#walks, walk];
			}
			if (seeding === this.seeding && walk !== this.shown) {
				this.shown = walk;
				this.iteration = 0;
			}
		}
		const errors = seedings.flatMap(({ value }) => this.walk(value)?.mse ?? []).filter((mse) => mse > 0);
		this.range = errors.length ? [Math.min(...errors), Math.max(...errors)] : undefined;
	}
}
