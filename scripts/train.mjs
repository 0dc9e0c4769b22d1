// npm run train: pictures → autoencoder → its decoder alone → judge → diffusion model → its 2- and 3-bit versions → assets/models. Every part
// goes on from where it was cut off.
// A fresh clone goes on from the shipped networks with --only adopt,data,… first.
// usage: npm run train -- [--only data,autoencoder,decoder,judge,diffusion,quantized,export,features,evaluate] [--fresh] [--threads N]
//                         [--steps N] [--seed N] [--folder build/train] [--out assets/models] [--python FILE]
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { StepError, capture, flag, main, option, root, run, step } from './lib/steps.mjs';
import { setup } from './setup.mjs';

const folder = resolve(root, option('folder') ?? 'build/train');
const out = resolve(root, option('out') ?? 'assets/models');
const python = option('python') ?? '/usr/bin/python3';

const shared = [
	'--folder',
	folder,
	'--out',
	out,
	'--threads',
	option('threads') ?? String(availableParallelism())
];
for (const name of ['steps', 'seed']) if (option(name) !== undefined) shared.push(`--${name}`, option(name));
if (flag('fresh')) shared.push('--fresh');

const script = (name, ...args) =>
	run(python, [join(root, 'scripts/train', `${name}.py`), ...shared, ...args], {
		env: { ...process.env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' }
	});

const parts = {
	adopt: () => script('adopt'),
	async data() {
		if (!flag('fresh') && existsSync(join(folder, 'data/avatars.json'))) return;
		await run(process.execPath, [
			join(root, 'scripts/train/avatars.mjs'),
			'--out',
			join(folder, 'data'),
			'--seed',
			option('seed') ?? '1'
		]);
	},
	autoencoder: () => script('autoencoder'),
	decoder: () => script('decoder'),
	judge: () => script('judge'),
	diffusion: () => script('diffusion'),
	async quantized() {
		for (const bits of ['3', '2']) await script('diffusion', '--bits', bits);
	},
	export: () => script('export'),
	features: () => script('features'),
	evaluate: () => script('evaluate')
};

await main(async () => {
	const chosen = option('only')?.split(',') ?? Object.keys(parts).filter((name) => name !== 'adopt');
	const unknown = chosen.find((name) => !(name in parts));
	if (unknown !== undefined)
		throw new StepError(`--only: '${unknown}' is none of ${Object.keys(parts).join(', ')}`);
	if (python === '/usr/bin/python3') await setup(['train']);
	if ((await capture(python, ['-c', 'import torch'])).code !== 0)
		throw new StepError(`${python} has no PyTorch; --python FILE names another one`);
	for (const name of chosen) await step(`Training: ${name}`, parts[name]);
});
