/** The network that comes with the site: weights of an npm package, taken from there when the site is built. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { network } from '$widgets/tensors/network';
import { toSafetensors, type WeightsManifest } from './safetensors';

const packageFolder = 'node_modules/@upscalerjs/esrgan-slim';
const model = join(packageFolder, 'models/x2');

const json = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

let made: Uint8Array<ArrayBuffer> | undefined;

export function networkFile(): Uint8Array<ArrayBuffer> {
	const { name, version, license, author } = json<Record<string, string>>(
		join(packageFolder, 'package.json')
	);
	return (made ??= toSafetensors(
		json<WeightsManifest>(join(model, 'model.json')),
		(path) => readFileSync(join(model, path)),
		{
			format: 'tf',
			model: network.name,
			source: `npm ${name} ${version}, models/x2`,
			license: `${license}, © 2022 ${author}`
		}
	));
}
