import { isAbort } from '$engine/queue';
import { labelsFor } from '../diffusion/labels';
import { Painters } from '../faces/painters';
import type { Studio } from '../faces/painter';
import { fileOf, optionsOf } from '../faces/weights';
import type { Evaluated } from '../network-numbers/state.svelte';
import type { Distance, HeldOut } from './held-out';

/** What the reader's own machine finds of a setting. */
export interface Measured {
	setting: Evaluated;
	faces: number;
	right: number;
	frechet: number;
}

/** The same of the autoencoder. */
export interface MeasuredPictures extends Distance {
	setting: Evaluated;
}

/** Faces of a measurement, and how many are drawn in one call, between which it can be cancelled. */
export const sampleFaces = 512;
const atOnce = 64;
/** As evaluated: see assets/models/README.md. */
const steps = 8;
const guidance = 2;

/** Draws faces with the weights held in one way, and has them judged; or has pictures go through the autoencoder. */
export class Recount {
	measured = $state.raw<Measured>();
	pictures = $state.raw<MeasuredPictures>();
	busy = $state(false);
	progress = $state<number>();
	error = $state<string>();

	readonly #painters: Painters;
	readonly #openHeldOut: () => Promise<HeldOut>;
	#heldOut: Promise<HeldOut> | undefined;
	#cancel: AbortController | undefined;

	constructor(open: () => Promise<Studio>, openHeldOut: () => Promise<HeldOut>) {
		this.#painters = new Painters(open);
		this.#openHeldOut = openHeldOut;
	}

	/** `seed` chooses the faces: another one, another sample. */
	measure(setting: Evaluated, seed: number): Promise<void> {
		return this.#ask(
			(signal) => this.#draw(setting, seed, signal),
			(measured) => (this.measured = measured)
		);
	}

	/** Of the autoencoder, always on the same pictures. */
	measurePictures(setting: Evaluated): Promise<void> {
		return this.#ask(
			async (signal) => {
				this.#heldOut ??= this.#openHeldOut();
				// Tried again with the next question.
				this.#heldOut.catch(() => (this.#heldOut = undefined));
				const heldOut = await this.#heldOut;
				signal.throwIfAborted();
				return { setting, ...(await heldOut.distance(optionsOf(setting), signal)) };
			},
			(measured) => (this.pictures = measured)
		);
	}

	/** One question at a time; what was answered last stays until there is another answer. */
	async #ask<T>(
		question: (signal: AbortSignal) => Promise<T>,
		answered: (answer: T) => void
	): Promise<void> {
		this.stop();
		const cancel = new AbortController();
		this.#cancel = cancel;
		this.busy = true;
		this.progress = 0;
		this.error = undefined;
		try {
			const answer = await question(cancel.signal);
			if (this.#cancel === cancel) answered(answer);
		} catch (error) {
			if (this.#cancel === cancel && !isAbort(error))
				this.error = error instanceof Error ? error.message : String(error);
		} finally {
			if (this.#cancel === cancel) {
				this.busy = false;
				this.progress = undefined;
			}
		}
	}

	async #draw(setting: Evaluated, seed: number, signal: AbortSignal): Promise<Measured> {
		const painter = await this.#painters.painter('recount', fileOf(setting));
		await this.#painters.quantize(painter, optionsOf(setting));
		const { attributes } = painter.networks.diffusion;
		const labels = labelsFor(attributes, {}, seed, sampleFaces);
		const all: Uint8ClampedArray[] = [];
		for (let done = 0; done < sampleFaces; done += atOnce) {
			signal.throwIfAborted();
			const asked = labels.slice(done * attributes.length, (done + atOnce) * attributes.length);
			const { rgba } = await painter.sample(
				{ labels: asked, faces: atOnce, steps, guidance, seed: seed + done },
				{ signal }
			);
			all.push(rgba);
			this.progress = (done + atOnce) / sampleFaces;
		}
		const faces = new Uint8ClampedArray(all.length * all[0]!.length);
		all.forEach((part, i) => faces.set(part, i * part.length));
		const { right, frechet } = await (await this.#painters.studio()).judge(faces, labels, { signal });
		return { setting, faces: sampleFaces, right: right!.mean, frechet };
	}

	stop(): void {
		this.#cancel?.abort();
		this.#cancel = undefined;
		this.busy = false;
		this.progress = undefined;
	}

	async close(): Promise<void> {
		this.stop();
		await this.#painters.close();
		(await this.#heldOut?.catch(() => undefined))?.close();
		this.#heldOut = undefined;
	}
}
