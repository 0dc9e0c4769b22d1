import type { NetworkReport, Reconstruction } from '$engine/model-types';
import type { Point } from '$parts/probe';
import { oneOf, wholeNumber } from '../address';
import { inWords, methods as allMethods, optionsOf, type Weights } from '../faces/weights';
import type { Maps } from '../tensors/color-maps.svelte';
import { Live } from '../tensors/live.svelte';
import {
	cellsBetween,
	colorAt,
	filledWith,
	flooded,
	isSame,
	mirrored,
	painted,
	type Pixels
} from './drawing';
import type { Mirror } from './engine';
import { firstFace } from './first-face';

export type Tool = 'draw' | 'fill' | 'pick';

export interface Shown {
	picture: Pixels;
	weights: Weights;
	report: NetworkReport;
	reconstruction: Reconstruction;
}

/** What the core answered while the site was built. */
export type FirstAnswer = Pick<Shown, 'report' | 'reconstruction'> & { colorMaps: Maps };

export const firstWeights: Weights = { method: 'linear', bits: 8, granularity: 'channel', groupSize: 64 };
export const groupSizes = [16, 32, 64, 128] as const;
export const mostBits = 8;

/** No file of the autoencoder was trained for few bits. */
export const methods = allMethods.filter(({ group }) => group !== 'Trained for it');

/** Two centroids make a codebook; integers of one bit would be 0 and one other. */
export const leastBits = ({ method }: Weights): number => (method === 'kmeans' ? 1 : 2);

const stepsBack = 200;

export class Autoencoder {
	picture = $state.raw<Pixels>(firstFace());
	tool = $state<Tool>('draw');
	color = $state('#bd1700');
	/** Strokes are drawn on both sides. */
	isMirrored = $state(false);
	weights = $state.raw<Weights>(firstWeights);
	readonly live: Live<{ picture: Pixels; weights: Weights }, Shown>;
	/** A random face, or a picture of the reader's own. */
	readonly fetching: Live<() => Promise<Pixels>, Pixels>;

	#past = $state.raw<readonly Pixels[]>([]);
	#future = $state.raw<readonly Pixels[]>([]);
	/** Before the stroke that is being drawn. */
	#before: Pixels | undefined;
	#last: Point | undefined;
	readonly #open: () => Promise<Mirror>;
	#mirror: Promise<Mirror> | undefined;
	#held: { key: string; report: NetworkReport } | undefined;
	#started = false;

	constructor(open: () => Promise<Mirror>, first?: FirstAnswer) {
		this.#open = open;
		this.live = new Live((question) => this.#answer(question));
		this.fetching = new Live((fetch) => fetch());
		if (!first) return;
		const { report, reconstruction } = first;
		this.live.shown = { report, reconstruction, picture: this.picture, weights: this.weights };
	}

	get error(): string | undefined {
		return this.fetching.error ?? this.live.error;
	}

	dismissError(): void {
		this.fetching.error = this.live.error = undefined;
	}

	get canUndo(): boolean {
		return this.#past.length > 0;
	}

	get canRedo(): boolean {
		return this.#future.length > 0;
	}

	get words(): string {
		return inWords(this.live.shown?.weights ?? this.weights);
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		this.#look();
	}

	mirror(): Promise<Mirror> {
		return (this.#mirror ??= this.#open().catch((error: unknown) => {
			this.#mirror = undefined;
			throw error;
		}));
	}

	/** Pointer or space bar down on a cell: a stroke begins, ends with `end()`, and is undone as one. */
	begin(cell: Point): void {
		this.end();
		if (this.tool === 'pick') {
			this.color = colorAt(this.picture, cell);
			this.tool = 'draw';
			return;
		}
		this.#before = this.picture;
		this.#last = cell;
		if (this.tool === 'draw') this.#paint([cell]);
		else {
			const cells = this.isMirrored ? [cell, mirrored(cell)] : [cell];
			this.#show(cells.reduce((picture, each) => flooded(picture, each, this.color), this.picture));
			this.end();
		}
	}

	/** The stroke goes on to this cell. */
	follow(cell: Point): void {
		if (!this.#before || !this.#last) return;
		this.#paint(cellsBetween(this.#last, cell));
		this.#last = cell;
	}

	end(): void {
		const before = this.#before;
		this.#before = this.#last = undefined;
		if (before) this.#remember(before);
	}

	clear(): void {
		this.replace(filledWith('#ffffff'));
	}

	/** Another picture, which can be undone. */
	replace(picture: Pixels): void {
		this.end();
		const before = this.picture;
		this.#show(picture);
		this.#remember(before);
	}

	undo(): void {
		this.end();
		const [last] = this.#past.slice(-1);
		if (!last) return;
		this.#past = this.#past.slice(0, -1);
		this.#future = [...this.#future, this.picture];
		this.#show(last);
	}

	redo(): void {
		this.end();
		const [next] = this.#future.slice(-1);
		if (!next) return;
		this.#future = this.#future.slice(0, -1);
		this.#past = [...this.#past, this.picture];
		this.#show(next);
	}

	async take(picture: () => Promise<Pixels>): Promise<void> {
		const before = this.fetching.shown;
		await this.fetching.ask(picture);
		const { shown } = this.fetching;
		if (shown && shown !== before) this.replace(shown);
	}

	randomFace(seed: number): Promise<void> {
		return this.take(async () => (await this.mirror()).randomFace(seed));
	}

	hold(change: Partial<Weights>): void {
		const weights = { ...this.weights, ...change };
		this.weights = { ...weights, bits: Math.max(leastBits(weights), weights.bits) };
		if (this.#started) this.#look();
	}

	close(): void {
		void this.#mirror?.then((mirror) => mirror.close());
		this.#mirror = undefined;
		this.#held = undefined;
	}

	get parameters(): Record<string, string | number | undefined> {
		const { method, bits, granularity, groupSize } = this.weights;
		return { method, bits, granularity, group: groupSize };
	}

	restore({ method, bits, granularity, group }: Record<string, string>): void {
		const { weights } = this;
		this.hold({
			method:
				oneOf(
					methods.map((words) => words.method),
					method
				) ?? weights.method,
			bits: wholeNumber(bits, 1, mostBits) ?? weights.bits,
			granularity: oneOf(['tensor', 'channel', 'group'] as const, granularity) ?? weights.granularity,
			groupSize: groupSizes.find((size) => String(size) === group) ?? weights.groupSize
		});
	}

	#paint(cells: readonly Point[]): void {
		const all = this.isMirrored ? [...cells, ...cells.map(mirrored)] : cells;
		this.#show(painted(this.picture, all, this.color));
	}

	#show(picture: Pixels): void {
		this.picture = picture;
		this.#look();
	}

	#remember(before: Pixels): void {
		if (isSame(before, this.picture)) return;
		this.#past = [...this.#past.slice(1 - stepsBack), before];
		this.#future = [];
	}

	#look(): void {
		void this.live.ask({ picture: this.picture, weights: this.weights });
	}

	async #answer({ picture, weights }: { picture: Pixels; weights: Weights }): Promise<Shown> {
		const mirror = await this.mirror();
		const options = optionsOf(weights);
		const key = JSON.stringify(options);
		if (this.#held?.key !== key) {
			this.#held = undefined;
			this.#held = { key, report: await mirror.quantize(options) };
		}
		const { report } = this.#held;
		return { picture, weights, report, reconstruction: await mirror.reconstruct(picture) };
	}
}
