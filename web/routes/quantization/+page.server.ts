import { dogFacts } from '../dog.server';
import { rate } from '../first-tensors.server';
import { firstFaces, firstReconstruction } from '../models.server';
import { networkNumbers } from '../networks.server';

export const load = async () => ({
	facts: await dogFacts([1, 2, 4, 16]),
	firstAnswers: {
		rate: await rate(),
		faces: await firstFaces(),
		autoencoder: await firstReconstruction()
	},
	networks: await networkNumbers()
});
