import type { LayerOptions, NetworkReport } from '$engine/model-types';
import type { DiffusionName, Painter, Studio } from './painter';

/** Painters by name, each opened once, and how their weights are held: what is held so already is not quantized again. */
export class Painters {
	readonly #open: () => Promise<Studio>;
	#studio: Promise<Studio> | undefined;
	readonly #painters = new Map<string, Promise<Painter>>();
	readonly #held = new Map<Painter, { key: string; report: NetworkReport }>();

	constructor(open: () => Promise<Studio>) {
		this.#open = open;
	}

	/** A failure is not kept: the next call tries again. */
	studio(): Promise<Studio> {
		return (this.#studio ??= this.#open().catch((error: unknown) => {
			this.#studio = undefined;
			throw error;
		}));
	}

	painter(name: string, file: DiffusionName): Promise<Painter> {
		const key = `${name} ${file}`;
		const opened =
			this.#painters.get(key) ??
			this.studio()
				.then((studio) => studio.painter(file))
				.catch((error: unknown) => {
					this.#painters.delete(key);
					throw error;
				});
		this.#painters.set(key, opened);
		return opened;
	}

	/** Bytes on the GPU that they have taken, those that nobody uses now included. */
	async allocated(): Promise<number> {
		const painters = await Promise.all(this.#painters.values());
		return painters.reduce((sum, { status }) => sum + status.allocated, 0);
	}

	/** Not to be interrupted: what the painter holds would not be known. */
	async quantize(
		painter: Painter,
		options: LayerOptions,
		layers?: Record<string, LayerOptions>
	): Promise<NetworkReport> {
		const key = JSON.stringify([options, layers]);
		const held = this.#held.get(painter);
		if (held?.key === key) return held.report;
		// Until it is done, and for good where it fails, what the painter holds is not known.
		this.#held.delete(painter);
		const report = await painter.quantize('diffusion', options, layers);
		this.#held.set(painter, { key, report });
		return report;
	}

	/** Gives everything back. */
	async close(): Promise<void> {
		const painters = [...this.#painters.values()];
		this.#painters.clear();
		this.#held.clear();
		await Promise.allSettled(painters.map(async (painter) => (await painter).dispose()));
		(await this.#studio)?.close();
		this.#studio = undefined;
	}
}
