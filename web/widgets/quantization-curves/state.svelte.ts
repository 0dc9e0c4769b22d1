import { isAbort } from '$engine/queue';
import { labelsFor } from '../diffusion/labels';
import { Painters } from '../faces/painters';
import type { Studio } from '../faces/painter';
import { fileOf, optionsOf } from '../faces/weights';
import type { Evaluated } from '../network-numbers/state.svelte';

/** What the reader's own machine finds of a setting. */
export interface Measured {
	setting: Evaluated;
	faces: number;
	right: number;
	frechet: number;
}

/** Faces of a measurement, and how many are drawn in one call, between which it can be cancelled. */
export const sampleFaces = 512;
const atOnce = 64;
/** As evaluated: see assets/models/README.md. */
const steps = 8;
const guidance = 2;

/** Draws faces with the weights held in one way, and has them judged. */
export class Recount {
	measured = $state.raw<Measured>();
	busy = $state(false);
	progress = $state<number>();
	error = $state<string>();

	readonly #painters: Painters;
	#cancel: AbortController | undefined;

	constructor(open: () => Promise<Studio>) {
		this.#painters = new Painters(open);
	}

	/** `seed` chooses the faces: another one, another sample. */
	async measure(setting: Evaluated, seed: number): Promise<void> {
		this.stop();
		const cancel = new AbortController();
		this.#cancel = cancel;
		this.busy = true;
		this.progress = 0;
		this.error = undefined;
		try {
			const measured = await this.#draw(setting, seed, cancel.signal);
			if (this.#cancel === cancel) this.measured = measured;
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
	}
}
