/** What the figure asks of the core's networks. */
import type { LayerOptions, NetworkReport, Reconstruction } from '$engine/model-types';
import type { Maps } from '../tensors/color-maps.svelte';
import type { Pixels } from './drawing';

export interface Mirror {
	/** Those weights stay until they are quantized otherwise. */
	quantize(options: LayerOptions): Promise<NetworkReport>;
	reconstruct(picture: Pixels): Promise<Reconstruction>;
	/** A face that nobody drew: a sample of the diffusion model, decoded. */
	randomFace(seed: number): Promise<Pixels>;
	colorMaps(): Promise<Maps>;
	close(): void;
}

/** Steps of a random face. */
const steps = 8;

/** Fetched when the figure comes near the screen; the diffusion model's weights with the first random face. */
export async function openMirror(): Promise<Mirror> {
	const { getModelEngine } = await import('$engine/model-client');
	const engine = getModelEngine();
	const { handle } = await engine.open('autoencoder');
	let painter: ReturnType<typeof openPainter> | undefined;

	/** Decoded by weights as they were trained, whatever the figure's are now. */
	async function openPainter() {
		const [diffusion, autoencoder] = await Promise.all([
			engine.open('diffusion'),
			engine.open('autoencoder')
		]);
		const nothing = diffusion.attributes.map(({ classes }) => classes.length);
		return {
			diffusion: diffusion.handle,
			autoencoder: autoencoder.handle,
			labels: Int32Array.from(nothing)
		};
	}

	return {
		quantize: (options) => engine.quantize(handle, options),
		reconstruct: (picture) => engine.reconstruct(handle, picture),
		async randomFace(seed) {
			painter ??= openPainter().catch((error: unknown) => {
				painter = undefined;
				throw error;
			});
			const { labels, ...networks } = await painter;
			const { rgba } = await engine.sample(networks, { labels, faces: 1, steps, guidance: 1, seed });
			return rgba;
		},
		colorMaps: () => engine.colorMaps(),
		close() {
			engine.release(handle);
			void painter?.then(({ diffusion, autoencoder }) => {
				engine.release(diffusion);
				engine.release(autoencoder);
			});
		}
	};
}
