import { readFileSync } from 'node:fs';
import { firstAnswers } from '../first-answers.server';
import { rate } from '../first-tensors.server';
import { networkNumbers } from '../networks.server';
import { firstFaces, firstReconstruction } from '../models.server';
import { elementsIn, type Manifest } from './manifest';

/** Made from the elements' source before the site is built: `npm run build`. */
const manifestFile = 'dist/custom-elements.json';

export const load = async () => ({
	firstAnswers: {
		...(await firstAnswers()),
		rate: await rate(),
		faces: await firstFaces(),
		autoencoder: await firstReconstruction()
	},
	networks: await networkNumbers(),
	elements: elementsIn(JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest)
});
