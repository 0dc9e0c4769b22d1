// Our k-means against its peers on the dog, natively: time from histogram to indices, and error.
import { join } from 'node:path';
import { buildFolder } from '../lib/cmake.mjs';
import { StepError, capture, root } from '../lib/steps.mjs';
import { duration, table, times } from './table.mjs';

export const parts = ['native', 'peers'];
export const builds = ['native'];

const ks = [4, 16, 64, 256];
const photo = join(root, 'assets/dog.jpg');

/** All measurements as { k: { who: { seconds, mse } } }; each is shown as it comes. */
async function measure() {
	const script = join(root, 'scripts/bench/peers_kmeans.py');
	const roundoff = join(buildFolder('native'), 'roundoff');
	const results = Object.fromEntries(ks.map((k) => [k, {}]));
	const { stdout } = await capture('/usr/bin/python3', [script, 'list']);
	for (const who of stdout.trim().split('\n')) {
		const { code, stdout, stderr } = await capture('/usr/bin/python3', [
			script,
			who,
			roundoff,
			photo,
			...ks.map(String)
		]);
		if (code !== 0) throw new StepError(`peers_kmeans.py ${who} ended with exit code ${code}\n${stderr}`);
		for (const line of stdout.trim().split('\n')) {
			const result = JSON.parse(line);
			results[result.k][who] = result;
			const error = result.mse.toFixed(2);
			console.log(
				`  k = ${result.k}: ${who}  ${duration(result.seconds)}  MSE ${error}  (${result.runs} runs)`
			);
		}
	}
	return results;
}

export async function bench() {
	const results = await measure();
	const clustering = [
		'scikit-learn n_init=1',
		'scikit-learn best of 10',
		'OpenCV',
		'faiss',
		'Pillow median cut'
	];
	const exact = (mse) => (mse === undefined ? '' : mse.toFixed(2));
	const rows = [];
	for (const k of ks) {
		const ours = results[k].roundoff;
		rows.push([
			`**Roundoff, k = ${k}**`,
			duration(ours.seconds),
			'1 ×',
			ours.mse.toFixed(2),
			exact(ours.mse_exact)
		]);
		for (const peer of clustering) {
			const { seconds, mse, mse_exact } = results[k][peer];
			rows.push([
				peer,
				duration(seconds),
				times(seconds / ours.seconds),
				mse.toFixed(2),
				exact(mse_exact)
			]);
		}
	}
	const commands = ks.map((k) => {
		const [ours, theirs] = [results[k]['roundoff command'], results[k]['pngquant command']];
		return [
			`k = ${k}`,
			duration(ours.seconds),
			duration(theirs.seconds),
			times(theirs.seconds / ours.seconds),
			ours.mse.toFixed(2),
			theirs.mse.toFixed(2)
		];
	});
	const histogram = Math.max(...ks.map((k) => results[k].roundoff.histogram));
	return [
		'Clustering `assets/dog.jpg` (768 × 576), everyone the same decoded pixels. Ours: one thread, from the colour',
		`histogram to a palette index for every pixel (the histogram, built once for all k, takes ${duration(histogram)} more).`,
		'Peers: fitting alone, on one thread too; “best of 10” runs on the weighted unique colours. MSE is the mean',
		'squared distance summed over R, G, B: of the palette in 8 bits, and of the centres with their fractions.',
		'',
		table(['', 'time', 'of ours', 'MSE', 'MSE, fractions'], rows),
		'',
		'Whole commands, PNG file in, indexed PNG file out, against `pngquant --nofs --speed 3`:',
		'',
		table(['', 'roundoff', 'pngquant', 'of ours', 'MSE, roundoff', 'MSE, pngquant'], commands)
	].join('\n');
}
