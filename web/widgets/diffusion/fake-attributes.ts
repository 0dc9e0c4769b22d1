/** The attributes of the site's diffusion model, for tests. */
import { readFileSync } from 'node:fs';
import type { Attributes } from './labels';

export function attributesOfFile(): Attributes {
	const file = readFileSync('assets/models/diffusion.safetensors');
	const end = 8 + Number(file.readBigUInt64LE());
	const { __metadata__ } = JSON.parse(file.toString('utf8', 8, end)) as {
		__metadata__: { attributes: string };
	};
	const classes = JSON.parse(__metadata__.attributes) as Record<string, string[]>;
	return Object.entries(classes).map(([name, classes]) => ({ name, classes }));
}
