// Bundled and run in Chromium, in a worker as on the page: frames as a camera hands them over, by the page's own pipeline
// and by what npm offers for the same task.
import { applyPaletteSync, buildPaletteSync, utils } from 'image-q';
import { kmeans } from 'ml-kmeans';
import skmeans from 'skmeans';
import { FramePipeline } from '../../web/engine/camera-pipeline.ts';
import { drawScene } from '../../web/engine/camera-scene.ts';
import { CameraGpu } from '../../web/gpu/camera-gpu.ts';
import createCamera from '../../web/engine/wasm/camera.mjs';
import { quantile } from './quantile.mjs';

const sceneFrames = 24;
const firstSceneFrame = 90; // the photo begins to pan, and shapes come in
const noise = 3;
const peerIterations = 10;

let core;
let photo;
let canvas;

/** 8-bit BT.601 planes of limited range, as most cameras deliver. */
function toI420(rgba, width, height) {
	const planes = new Uint8Array((width * height * 3) / 2);
	const quarter = (width * height) / 4;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const at = 4 * (y * width + x);
			const [r, g, b] = [rgba[at], rgba[at + 1], rgba[at + 2]];
			planes[y * width + x] = 16.5 + 0.257 * r + 0.504 * g + 0.098 * b;
			if (x % 2 || y % 2) continue;
			const chroma = width * height + (y / 2) * (width / 2) + x / 2;
			planes[chroma] = 128.5 - 0.148 * r - 0.291 * g + 0.439 * b;
			planes[chroma + quarter] = 128.5 + 0.439 * r - 0.368 * g - 0.071 * b;
		}
	}
	return planes;
}

/** The scene under a camera's noise, forth and back. */
function makeClip(width, height) {
	const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
	const camera = core.openCamera(width, height);
	camera.setNoise(noise, 1);
	const clip = [];
	for (let n = 0; n < sceneFrames; n++) {
		drawScene(context, photo, firstSceneFrame + n);
		camera.frame().set(context.getImageData(0, 0, width, height).data);
		camera.addNoise();
		clip.push(toI420(camera.frame(), width, height));
	}
	camera.delete();
	return [...clip, ...clip.slice(1, -1).reverse()];
}

const frameOf = (planes, width, height, n) =>
	new VideoFrame(planes, {
		format: 'I420',
		codedWidth: width,
		codedHeight: height,
		timestamp: n * 33_333,
		colorSpace: { matrix: 'smpte170m', primaries: 'bt709', transfer: 'bt709', fullRange: false }
	});

const layout = (width) => ({ format: 'RGBA', layout: [{ offset: 0, stride: 4 * width }] });

/** Frames by which a GPU's kernel is compiled. */
const patience = 2000;

/** Milliseconds of each frame: copy in, cluster, assign, paint; and who assigned. */
async function ours({ width, height, k, mode, gpu = false, frames, warmups }) {
	const clip = makeClip(width, height);
	const assigner = gpu ? new CameraGpu() : undefined;
	const pipeline = new FramePipeline(core, assigner);
	pipeline.options = { k, mode, view: 'picture', gpu };
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext('2d', { alpha: false });
	const times = [];
	const isReady = () => !assigner || assigner.status.by === 'gpu' || assigner.status.reason;
	for (let n = 0; n < warmups + frames; n++) {
		if (n === warmups && !isReady() && warmups < patience) warmups++;
		const frame = frameOf(clip[n % clip.length], width, height, n);
		const start = performance.now();
		await frame.copyTo(pipeline.begin(width, height), layout(width));
		const rgba = await pipeline.process();
		const pixels = new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.length);
		context.putImageData(new ImageData(pixels, width, height), 0, 0);
		pipeline.end();
		if (n >= warmups) times.push(performance.now() - start);
		else if (n === warmups - 1) pipeline.report();
		frame.close();
		await new Promise((resolve) => setTimeout(resolve));
	}
	const report = pipeline.report();
	pipeline.close();
	return {
		median: quantile(times, 0.5),
		p95: quantile(times, 0.95),
		stages: report.milliseconds,
		mse: report.mse,
		assigned: report.assigned
	};
}

const peers = {
	'ml-kmeans': (rgba, k) => {
		const { clusters, centroids } = kmeans(pointsOf(rgba), k, {
			initialization: 'kmeans++',
			seed: 1,
			maxIterations: peerIterations
		});
		return paint(clusters, centroids);
	},
	skmeans: (rgba, k) => {
		const { idxs, centroids } = skmeans(pointsOf(rgba), k, 'kmpp', peerIterations);
		return paint(idxs, centroids);
	},
	'image-q': (rgba, k, width, height) => {
		const points = utils.PointContainer.fromUint8Array(rgba, width, height);
		const palette = buildPaletteSync([points], {
			colors: k,
			paletteQuantization: 'wuquant',
			colorDistanceFormula: 'euclidean'
		});
		return applyPaletteSync(points, palette, {
			imageQuantization: 'nearest',
			colorDistanceFormula: 'euclidean'
		}).toUint8Array();
	}
};

function pointsOf(rgba) {
	const points = new Array(rgba.length / 4);
	for (let i = 0; i < points.length; i++) points[i] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
	return points;
}

function paint(indices, centroids) {
	const colors = centroids.map((c) => c.map(Math.round));
	const rgba = new Uint8Array(4 * indices.length);
	for (let i = 0; i < indices.length; i++) {
		const [r, g, b] = colors[indices[i]];
		rgba[4 * i] = r;
		rgba[4 * i + 1] = g;
		rgba[4 * i + 2] = b;
		rgba[4 * i + 3] = 255;
	}
	return rgba;
}

function mseOf(before, after) {
	let sum = 0;
	for (let i = 0; i < before.length; i += 4) {
		for (let c = 0; c < 3; c++) sum += (before[i + c] - after[i + c]) ** 2;
	}
	return (4 * sum) / before.length;
}

/** One peer on some frames of the same clip, painting included. */
async function theirs({ who, width, height, k, frames }) {
	const clip = makeClip(width, height);
	const times = [];
	let mse = 0;
	for (let n = 0; n < frames; n++) {
		const frame = frameOf(clip[n], width, height, n);
		const rgba = new Uint8Array(4 * width * height);
		const start = performance.now();
		await frame.copyTo(rgba, layout(width));
		const painted = peers[who](rgba, k, width, height);
		times.push(performance.now() - start);
		mse = mseOf(rgba, painted);
		frame.close();
	}
	return { median: quantile(times, 0.5), mse };
}

onmessage = async ({ data }) => {
	try {
		if (data.canvas) {
			canvas = data.canvas;
			core = await createCamera();
			photo = await createImageBitmap(await (await fetch('/assets/dog.jpg')).blob());
			postMessage({ peers: Object.keys(peers), peerIterations });
		} else {
			postMessage(data.who ? await theirs(data) : await ours(data));
		}
	} catch (error) {
		postMessage({ error: String(error.stack ?? error) });
	}
};
