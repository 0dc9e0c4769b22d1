/** The core's networks while the site is built: what the figures about faces show first. */
import { read } from '$app/server';
import { localEngine } from '$engine/local-engine';
import type { ModelEngine } from '$engine/model-types';
import frechet from '$engine/wasm/frechet.wasm?url';
import models from '$engine/wasm/models.wasm?url';
import { createFaces } from '$gpu/faces';
import type { Mirror } from '$widgets/autoencoder/engine';
import { Autoencoder, type FirstAnswer as Reconstructed } from '$widgets/autoencoder/state.svelte';
import type { FirstAnswer } from '$widgets/diffusion/shown';
import { Diffusion } from '$widgets/diffusion/state.svelte';
import type { Studio } from '$widgets/faces/painter';

let opened: Promise<ModelEngine> | undefined;

const modelEngine = (): Promise<ModelEngine> =>
	(opened ??= localEngine('assets/models', (module) => read({ models, frechet }[module]).arrayBuffer()));

async function studio(): Promise<Studio> {
	const engine = await modelEngine();
	const judge = await engine.open('judge');
	return {
		painter: (file) => createFaces(engine, { diffusion: file, backend: 'wasm' }),
		judge: (rgba, labels) => engine.judge(judge.handle, rgba, labels),
		allocate: () => Promise.reject(new Error('not in the first answer')),
		close: () => {}
	};
}

async function draw(): Promise<Diffusion> {
	const faces = new Diffusion(studio);
	await faces.draw();
	if (!faces.quantized?.judged) throw new Error(`the first faces could not be drawn: ${faces.error}`);
	return faces;
}

let drawn: Promise<Diffusion> | undefined;

/** The faces that the figure begins with. */
export const faces = (): Promise<Diffusion> => (drawn ??= draw());

export async function firstFaces(): Promise<FirstAnswer> {
	const figure = await faces();
	const { attributes, layers, report, trainedScore } = figure;
	const quantized = figure.score('same');
	if (!report || !trainedScore || !quantized)
		throw new Error(`the first faces have no score: ${figure.error}`);
	// Times of the machine that built the site are nobody's.
	return { attributes, layers, report: { ...report, seconds: NaN }, trained: trainedScore, quantized };
}

async function look(): Promise<Reconstructed> {
	const engine = await modelEngine();
	const { handle } = await engine.open('autoencoder');
	const mirror: Mirror = {
		quantize: (options) => engine.quantize(handle, options),
		reconstruct: (picture) => engine.reconstruct(handle, picture),
		randomFace: () => Promise.reject(new Error('not in the first answer')),
		colorMaps: () => engine.colorMaps(),
		close: () => engine.release(handle)
	};
	const figure = new Autoencoder(() => Promise.resolve(mirror));
	figure.start();
	await figure.live.ask({ picture: figure.picture, weights: figure.weights });
	const { shown } = figure.live;
	if (!shown) throw new Error(`the first picture could not be reconstructed: ${figure.error}`);
	const { report, reconstruction } = shown;
	return { report: { ...report, seconds: NaN }, reconstruction, colorMaps: await engine.colorMaps() };
}

let looked: Promise<Reconstructed> | undefined;

/** The picture that the figure about the autoencoder begins with, as it comes back. */
export const firstReconstruction = (): Promise<Reconstructed> => (looked ??= look());
