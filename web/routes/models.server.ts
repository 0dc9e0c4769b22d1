/** The core's networks while the site is built: what the figures about faces show first. */
import { readFileSync } from 'node:fs';
import { read } from '$app/server';
import { ModelSession } from '$engine/model-session';
import type { ModelEngine, NetworkName } from '$engine/model-types';
import createFrechet from '$engine/wasm/frechet.mjs';
import frechetWasm from '$engine/wasm/frechet.wasm?url';
import createModels from '$engine/wasm/models.mjs';
import modelsWasm from '$engine/wasm/models.wasm?url';
import { createFaces } from '$gpu/faces';
import type { Mirror } from '$widgets/autoencoder/engine';
import { Autoencoder, type FirstAnswer as Reconstructed } from '$widgets/autoencoder/state.svelte';
import { Diffusion, type FirstAnswer } from '$widgets/diffusion/state.svelte';
import type { Studio } from '$widgets/faces/painter';

const folder = 'assets/models';
const filesOf = (name: NetworkName): string[] =>
	(name === 'judge' ? ['judge', 'judge_features'] : [name]).map((file) => `${folder}/${file}.safetensors`);

let opened: Promise<ModelSession> | undefined;

export const models = (): Promise<ModelSession> => (opened ??= open());

async function open(): Promise<ModelSession> {
	const core = await createModels({ wasmBinary: await read(modelsWasm).arrayBuffer() });
	return new ModelSession(
		core,
		async () => createFrechet({ wasmBinary: await read(frechetWasm).arrayBuffer() }),
		(path) => Promise.resolve(new Uint8Array(readFileSync(path)))
	);
}

/** The session as the page's own engine: it answers at once, which is as good as a promise to whoever awaits. */
export async function modelEngine(): Promise<ModelEngine> {
	const session = await models();
	return {
		open: (name) => session.open(name, filesOf(name)),
		quantize: async (network, all, layers) => session.quantize(network, all, layers),
		judge: async (judge, rgba, labels) => session.judge(judge, rgba, labels as Int32Array<ArrayBuffer>),
		reconstruct: async (autoencoder, rgba) => session.reconstruct(autoencoder, rgba),
		async sample(networks, options) {
			const sampling = session.startSampling(networks, options);
			while (session.step(sampling).done < options.steps);
			const faces = session.faces(sampling);
			session.endSampling(sampling);
			return faces;
		}
	} as Partial<ModelEngine> as ModelEngine;
}

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
	const session = await models();
	const { handle } = await session.open('autoencoder', filesOf('autoencoder'));
	const mirror: Mirror = {
		quantize: async (options) => session.quantize(handle, options),
		reconstruct: async (picture) => session.reconstruct(handle, picture),
		randomFace: () => Promise.reject(new Error('not in the first answer')),
		colorMaps: async () => session.colorMaps(),
		close: () => session.release(handle)
	};
	const figure = new Autoencoder(() => Promise.resolve(mirror));
	figure.start();
	await figure.live.ask({ picture: figure.picture, weights: figure.weights });
	const { shown } = figure.live;
	if (!shown) throw new Error(`the first picture could not be reconstructed: ${figure.error}`);
	const { report, reconstruction } = shown;
	return { report: { ...report, seconds: NaN }, reconstruction, colorMaps: session.colorMaps() };
}

let looked: Promise<Reconstructed> | undefined;

/** The picture that the figure about the autoencoder begins with, as it comes back. */
export const firstReconstruction = (): Promise<Reconstructed> => (looked ??= look());
