// Runs in Chromium, in a worker as on the page: k-means on the photo by the WASM core. Each run opens the photo anew,
// so that nothing is kept from the last one; its times are the core's own clock, as in the native command's JSON.
import createCore from '/web/engine/wasm/core.mjs';

const core = await createCore();
const file = new Uint8Array(await (await fetch('/assets/dog.jpg')).arrayBuffer());

function run(k) {
	const picture = core.pictureFromFile(file);
	const quantized = picture.quantize({ k, space: 'srgb', seeding: 'split', seed: 1, effort: 'full' });
	const result = { seconds: quantized.clusterSeconds + quantized.assignSeconds, mse: quantized.mse };
	quantized.delete();
	picture.delete();
	return result;
}

onmessage = ({ data: k }) => postMessage(run(k));
postMessage('ready');
