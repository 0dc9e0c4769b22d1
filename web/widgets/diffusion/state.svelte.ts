import type { Layer, LayerOptions, NetworkReport } from '$engine/model-types';
import { isAbort } from '$engine/queue';
import { faceBytes } from '../faces/tiles';
import { Painters } from '../faces/painters';
import { fileOf, optionsOf, wordsOf, type Weights } from '../faces/weights';
import type { Painter, Studio } from '../faces/painter';
import { labelsFor, type Attributes } from './labels';
import type { Drawn, Film, FirstAnswer, Held, Score } from './shown';
import {
	firstSettings,
	leastBits,
	mostBits,
	parametersOf,
	restored,
	type Plan,
	type Prompt,
	type Settings
} from './settings';

type Side = 'trained' | 'quantized';

/** Faces that the core draws in one call: so many appear at a time, and a later wish waits no longer than that. */
const atOnce = 16;
/** Steps of the coarse sample that is shown first. */
const coarseSteps = 4;

const key = (value: unknown): string => JSON.stringify(value);

export class Diffusion {
	settings = $state.raw<Settings>(firstSettings);
	attributes = $state.raw<Attributes>([]);
	layers = $state.raw<Layer[]>([]);
	trained = $state.raw<Drawn>();
	quantized = $state.raw<Drawn>();
	/** Of the weights that the quantized faces on screen were drawn with. */
	report = $state.raw<NetworkReport>();
	/** With these settings. */
	shownWeights = $state.raw<Held>();
	film = $state.raw<Film>();
	/** The face that is looked at step by step. */
	chosen = $state(0);
	/** Bits for each layer that the core chose, by the bytes that it kept to. */
	automatic = $state.raw<Readonly<Record<string, number>>>();
	/** Bytes of the same bits everywhere: what any other plan may use. */
	budget = $state<number>();
	/** Runs of the network that were measured for that, and all that it takes; while it is measured. */
	measuring = $state.raw<{ done: number; of: number }>();
	scores = $state.raw<Readonly<Record<string, Score>>>({});
	busy = $state(false);
	progress = $state<number>();
	error = $state<string>();
	/** Who draws, why not WebGPU where for one side it is not, and the bytes on the GPU for all. */
	drawnBy = $state.raw<Painter['status']>();
	/** The largest difference between the faces on screen and the core's, once it was looked at. */
	parity = $state.raw<Awaited<ReturnType<Painter['parity']>>>();

	readonly #painters: Painters;
	/** What the whole quantized faces were drawn with. */
	#shownReport: NetworkReport | undefined;
	/** The weights whose bytes are the budget. */
	#budgetOf: string | undefined;
	#cancel: AbortController | undefined;
	#running: Promise<void> = Promise.resolve();
	#started = false;
	#closed = false;

	constructor(open: () => Promise<Studio>, first?: FirstAnswer) {
		this.#painters = new Painters(open);
		if (!first) return;
		this.attributes = first.attributes;
		this.layers = first.layers;
		this.report = first.report;
		this.budget = first.report.bytes.after;
		this.shownWeights = { weights: this.settings.weights, plan: 'same' };
		this.scores = { [this.scoreKey('same')]: first.quantized, [this.#trainedKey]: first.trained };
	}

	get parameters() {
		return parametersOf(this.settings);
	}

	restore(from: Record<string, string>): void {
		this.settings = restored(from, this.settings);
		if (this.#started) void this.draw();
	}

	start(): void {
		if (this.#started) return;
		this.#started = true;
		void this.draw();
	}

	/** Whatever is drawn now gives way. */
	change(settings: Partial<Settings>): Promise<void> {
		const before = this.settings;
		this.settings = { ...before, ...settings };
		if (key({ ...this.settings, sentence: '' }) === key({ ...before, sentence: '' }))
			return this.#running;
		return this.draw();
	}

	prompt(change: Partial<Prompt>): Promise<void> {
		return this.change({ prompt: { ...this.settings.prompt, ...change } });
	}

	weights(change: Partial<Weights>): Promise<void> {
		return this.change({ weights: { ...this.settings.weights, ...change } });
	}

	/** The plan that makes sense with the method: only chosen bits can be dealt out. */
	get plan(): Plan {
		return wordsOf(this.settings.weights.method).takesBits ? this.settings.plan : 'same';
	}

	/** Bits of each layer under a plan, as far as they are known. */
	bitsOf(plan: Plan): number[] {
		const { own, weights } = this.settings;
		if (plan === 'own' && own.length === this.layers.length) return [...own];
		const chosen = plan === 'same' ? undefined : this.automatic;
		return this.layers.map(({ name }) => chosen?.[name] ?? weights.bits);
	}

	/** The first touch of a layer takes over the bits that are there. */
	setLayer(index: number, bits: number): Promise<void> {
		const own = this.bitsOf(this.plan === 'own' || this.settings.own.length ? 'own' : this.plan);
		own[index] = Math.min(mostBits, Math.max(leastBits, Math.round(bits)));
		return this.change({ own, plan: 'own' });
	}

	choose(face: number): void {
		this.chosen = face;
		void this.draw();
	}

	scoreKey(plan: Plan): string {
		const { weights, prompt, own } = this.settings;
		return key([weights, prompt, plan, plan === 'own' ? own : null]);
	}

	get #trainedKey(): string {
		return key([this.settings.prompt]);
	}

	get trainedScore(): Score | undefined {
		return this.scores[this.#trainedKey];
	}

	score(plan: Plan): Score | undefined {
		return this.scores[this.scoreKey(plan)];
	}

	cancel(): void {
		this.#cancel?.abort();
		this.#rest();
	}

	#rest(): void {
		this.busy = false;
		this.progress = this.measuring = undefined;
	}

	close(): void {
		this.#closed = true;
		this.cancel();
		void this.#running.then(() => this.#painters.close());
	}

	/** Resolves when it is done, or has given way. */
	draw(): Promise<void> {
		this.#cancel?.abort();
		const cancel = (this.#cancel = new AbortController());
		this.busy = true;
		this.progress = this.measuring = undefined;
		// What was begun before must let go of the painters first.
		return (this.#running = this.#running.then(() => this.#run(cancel.signal)));
	}

	async #run(signal: AbortSignal): Promise<void> {
		if (signal.aborted || this.#closed) return;
		try {
			await this.#drawAll(signal);
			this.error = undefined;
		} catch (error) {
			if (!signal.aborted && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		}
		if (!signal.aborted) this.#rest();
	}

	async #drawAll(signal: AbortSignal): Promise<void> {
		const { prompt, weights } = this.settings;
		const plan = this.plan;
		const trained = await this.#painters.painter('trained', 'diffusion');
		this.attributes = trained.networks.diffusion.attributes;
		this.layers = trained.networks.diffusion.layers;
		const quantized = await this.#painters.painter('quantized', fileOf(weights));
		signal.throwIfAborted();
		const report = await this.#quantize(quantized, weights, plan, signal);
		const passes: { side: Side; painter: Painter; steps: number }[] = [];
		const sides = [
			{ side: 'trained' as const, painter: trained },
			{ side: 'quantized' as const, painter: quantized }
		].filter(
			({ side }) =>
				!this.#isWhole(side, prompt) || (side === 'quantized' && this.#shownReport !== report)
		);
		const coarse = quantized.status.backend === 'wasm' && prompt.steps > 1.5 * coarseSteps;
		for (const steps of coarse ? [coarseSteps, prompt.steps] : [prompt.steps])
			passes.push(...sides.map((each) => ({ ...each, steps })));
		const all = passes.reduce((sum, { steps }) => sum + steps, 0);
		let before = 0;
		for (const { side, painter, steps } of passes) {
			await this.#paint(side, painter, prompt, steps, signal, (share) => {
				this.progress = (before + share * steps) / all;
			});
			if (side === 'quantized') {
				this.parity = undefined;
				this.report = this.#shownReport = report;
				this.shownWeights = { weights, plan };
			}
			before += steps;
			this.progress = before / all;
		}
		const { status } = [quantized, trained].find((each) => each.status.reason) ?? quantized;
		this.drawnBy = { ...status, allocated: await this.#painters.allocated() };
		await this.#judge('trained', this.#trainedKey, trained, signal);
		await this.#judge('quantized', this.scoreKey(plan), quantized, signal, report);
		// of the crowd: next its painter draws a film
		if (quantized.status.backend === 'webgpu') this.parity ??= await quantized.parity(4, { signal });
		await this.#shoot({ trained, quantized }, prompt, signal);
	}

	#isWhole(side: Side, prompt: Prompt): boolean {
		const drawn = this[side];
		return drawn?.whole === true && key(drawn.prompt) === key(prompt);
	}

	async #quantize(painter: Painter, weights: Weights, plan: Plan, signal: AbortSignal) {
		const options = optionsOf(weights);
		const budgetKey = key([weights]);
		if (plan === 'same' || this.#budgetOf !== budgetKey) {
			const report = await this.#painters.quantize(painter, options);
			this.budget = report.bytes.after;
			this.#budgetOf = budgetKey;
			this.automatic = undefined;
			if (plan === 'same') return report;
		}
		signal.throwIfAborted();
		if (plan === 'automatic' && !this.automatic && options !== 'float16') {
			const studio = await this.#painters.studio();
			const onstep = (done: number, of: number) => {
				if (signal.aborted) return;
				this.measuring = { done, of };
				this.progress = done / of;
			};
			const dealt = await studio.allocate(painter, options, this.budget!, { signal, onstep });
			signal.throwIfAborted();
			this.progress = this.measuring = undefined;
			this.automatic = Object.fromEntries(
				Object.entries(dealt).map(([name, own]) => [
					name,
					own === 'float16' ? mostBits : (own.bits ?? mostBits)
				])
			);
		}
		const bits = this.bitsOf(plan);
		const layers = this.layers.map(({ name }, i): [string, LayerOptions] => [
			name,
			optionsOf({ ...weights, bits: bits[i]! })
		]);
		return this.#painters.quantize(painter, options, Object.fromEntries(layers));
	}

	/** Draws a side's faces some at a time, each shown when it is there over what was there before. */
	async #paint(
		side: Side,
		painter: Painter,
		prompt: Prompt,
		steps: number,
		signal: AbortSignal,
		onprogress: (share: number) => void
	): Promise<void> {
		const { faces, guidance, seed, asked } = prompt;
		const labels = labelsFor(this.attributes, asked, seed, faces);
		const { length: each } = this.attributes;
		const size = painter.status.backend === 'webgpu' ? faces : atOnce;
		let seconds = 0;
		const put = (from: Uint8ClampedArray, first: number, whole: boolean) => {
			const last = this[side];
			const rgba = new Uint8ClampedArray(faces * faceBytes);
			rgba.set((last?.rgba ?? new Uint8ClampedArray()).subarray(0, rgba.length));
			rgba.set(from, first * faceBytes);
			this[side] = { prompt, labels, rgba, whole, seconds };
		};
		for (let first = 0; first < faces; first += size) {
			signal.throwIfAborted();
			const count = Math.min(size, faces - first);
			const isLast = first + count === faces;
			const drawn = await painter.sample(
				{
					labels: labels.slice(first * each, (first + count) * each),
					faces: count,
					steps,
					guidance,
					seed: seed + first
				},
				{
					signal,
					onstep: (done, of) => onprogress((first + (count * done) / of) / faces),
					...(painter.status.backend === 'webgpu' && {
						onpreview: (rgba: Uint8ClampedArray<ArrayBuffer>) => put(rgba, first, false)
					})
				}
			);
			signal.throwIfAborted();
			seconds += drawn.seconds;
			put(drawn.rgba, first, isLast && steps === prompt.steps);
		}
	}

	async #judge(
		side: Side,
		scoreKey: string,
		painter: Painter,
		signal: AbortSignal,
		report?: NetworkReport
	) {
		const drawn = this[side];
		if (!drawn || drawn.judged) return;
		const judged = await (await this.#painters.studio()).judge(drawn.rgba, drawn.labels, { signal });
		signal.throwIfAborted();
		this[side] = { ...drawn, judged };
		const { diffusion } = painter.networks;
		this.scores = {
			...this.scores,
			[scoreKey]: {
				bytes: report?.bytes.after ?? diffusion.bytes,
				effectiveBits: report?.effectiveBits ?? 16,
				right: judged.right?.mean ?? NaN,
				frechet: judged.frechet
			}
		};
	}

	/** The chosen face again, with its steps. */
	async #shoot(painters: Record<Side, Painter>, prompt: Prompt, signal: AbortSignal): Promise<void> {
		const face = Math.min(this.chosen, prompt.faces - 1);
		const labels = labelsFor(this.attributes, prompt.asked, prompt.seed + face, 1);
		const { steps, guidance } = prompt;
		const shoot = async (painter: Painter) => {
			const seed = prompt.seed + face;
			const options = { labels, faces: 1, steps, guidance, seed, show: 'all' as const };
			const drawn = await painter.sample(options, { signal });
			signal.throwIfAborted();
			return drawn.steps ?? [];
		};
		const trained = await shoot(painters.trained);
		const quantized = await shoot(painters.quantized);
		this.film = { face, trained, quantized, held: this.shownWeights! };
	}
}
