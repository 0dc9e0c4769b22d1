/** The core's tensors while the site is built: numbers for the prose, pictures for readers without JavaScript. */
import { read } from '$app/server';
import { LayerSession } from '$engine/layer-session';
import { NumberSession } from '$engine/number-session';
import { TensorSession } from '$engine/tensor-session';
import type { Compressed, Tensor, TensorFile, TensorOptions, Wanted } from '$engine/tensor-types';
import createFiles from '$engine/wasm/files.mjs';
import filesWasm from '$engine/wasm/files.wasm?url';
import createLayers from '$engine/wasm/layers.mjs';
import layersWasm from '$engine/wasm/layers.wasm?url';
import createNumbers from '$engine/wasm/numbers.mjs';
import numbersWasm from '$engine/wasm/numbers.wasm?url';
import createTensors from '$engine/wasm/tensors.mjs';
import tensorsWasm from '$engine/wasm/tensors.wasm?url';
import { networkFile } from './models/network.server';

const binary = async (url: string) => ({ wasmBinary: await read(url).arrayBuffer() });

let opened: Promise<TensorSession> | undefined;

/** One session for the whole build; whoever makes a tensor in it releases it. */
export const tensors = (): Promise<TensorSession> =>
	(opened ??= binary(tensorsWasm).then(
		async (module) =>
			new TensorSession(await createTensors(module), async () => createFiles(await binary(filesWasm)))
	));

export const numbers = async (): Promise<NumberSession> =>
	new NumberSession(await createNumbers(await binary(numbersWasm)));

export const layers = async (): Promise<LayerSession> =>
	new LayerSession(await createLayers(await binary(layersWasm)));

let network: Promise<TensorFile> | undefined;
const networkTensors = new Map<string, Promise<Tensor>>();

/** The network that comes with the site. */
export const networkListed = (): Promise<TensorFile> =>
	(network ??= tensors().then((session) => session.openFile(new Blob([networkFile()]))));

/** One of its tensors, which stays open. */
export function networkTensor(name: string): Promise<Tensor> {
	const tensor =
		networkTensors.get(name) ??
		Promise.all([tensors(), networkListed()]).then(([session, { handle }]) =>
			session.openTensor(handle, name)
		);
	networkTensors.set(name, tensor);
	return tensor;
}

/** One of its tensors by a method, as a figure asks for it. */
export async function compressed(
	name: string,
	options: TensorOptions,
	want: Wanted = {}
): Promise<Compressed> {
	const [session, { handle }] = await Promise.all([tensors(), networkTensor(name)]);
	return session.compress(handle, options, want);
}
