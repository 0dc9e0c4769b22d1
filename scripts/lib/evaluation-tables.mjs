// The tables that npm run evaluate writes into the model card.
import { sheets } from './evaluation-settings.mjs';

const percent = (share) => (share === null || share === undefined ? '' : `${(100 * share).toFixed(1)} %`);
const fixed = (n, digits = 1) => (n === null || n === undefined ? '' : n.toFixed(digits));
const whole = (n) => n.toLocaleString('en-GB');

function table(head, rows) {
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const sameWeights = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function methodTable(results) {
	const wide = results.filter(({ layers }) => !layers);
	const most = Math.max(...wide.map(({ samples }) => samples));
	const rows = wide
		.filter(({ network, samples }) => network !== 'autoencoder' && samples === most)
		.map((one) => {
			const { network, weights } = one;
			const trained = /diffusion_(\d)bit/.exec(network);
			const pictures =
				!trained &&
				wide.find((other) => other.network === 'autoencoder' && sameWeights(other.weights, weights));
			const name = trained
				? `trained for ${trained[1]} bits`
				: weights === 'float16'
					? 'float16'
					: `${weights.method}, ${weights.bits} bits by ${weights.granularity}`;
			return [
				name,
				fixed(one.effective_bits, 2),
				whole(one.bytes),
				percent(one.mean),
				percent(one.least),
				fixed(one.frechet),
				pictures ? fixed(pictures.effective_bits, 2) : '',
				pictures ? `${fixed(pictures.psnr_db, 2)} dB` : '',
				pictures ? percent(pictures.near) : ''
			];
		});
	const head = [
		'weights',
		'bits each',
		'bytes',
		'attributes, mean',
		'least',
		'Fréchet',
		'autoencoder: bits each',
		'PSNR',
		'within 8/255'
	];
	return table(head, rows);
}

/** The layers that hurt most, worst first. */
function layerTable(results, network, head, cells, damage) {
	const alone = results.filter((one) => one.network === network && one.layers);
	const whole16 = results.find(
		(one) =>
			one.network === network &&
			!one.layers &&
			one.weights === 'float16' &&
			one.samples === alone[0]?.samples
	);
	const rows = alone
		.sort((a, b) => damage(b) - damage(a))
		.slice(0, 12)
		.map((one) => [`\`${Object.keys(one.layers)[0]}\``, ...cells(one)]);
	return table(['layer at 2 bits', ...head], [['none', ...cells(whole16)], ...rows]);
}

/** Markdown between the card's marks. */
export function tables(results) {
	const plain = (wanted) => results.find(({ network, layers }) => network === wanted && !layers);
	const float16 = plain('diffusion');
	const facesOfLayers = (wanted) =>
		whole(results.find(({ network, layers }) => network === wanted && layers).samples);
	return `## With fewer bits

Written by \`npm run evaluate\`, which the C++ core does; all results are in \`quantized.json\`. ${whole(float16.samples)} faces by 8
steps, guidance 2, seed 1, decoded with the autoencoder as its file has it; attributes and Fréchet distance as above (its
floor is ${fixed(float16.floor)}). The last three columns are the autoencoder's own, its layers held the same way, on the first
${whole(plain('autoencoder').samples)} held-out pictures. Biases and norms stay float16. A group is 64 weights; where a codebook has as many entries as its group has weights, nothing is lost and
nothing saved.

${methodTable(results)}

### Which layers matter?

One layer at a time at 2 bits, linear by channels, the twelve that hurt most; all others as the file has them. On
${facesOfLayers('diffusion')} faces of the diffusion model and ${facesOfLayers('autoencoder')} pictures of the autoencoder's: the Fréchet distance of fewer is larger, so compare
with the row "none".

${layerTable(
	results,
	'diffusion',
	['attributes, mean', 'least', 'Fréchet'],
	(one) => [percent(one.mean), percent(one.least), fixed(one.frechet)],
	(one) => one.frechet
)}

${layerTable(
	results,
	'autoencoder',
	['PSNR', 'within 8/255'],
	(one) => [`${fixed(one.psnr_db, 2)} dB`, percent(one.near)],
	(one) => -one.psnr_db
)}

### The same faces

64 faces of the same noise, nothing asked for, 8 steps; linear weights by channels.

${sheets.map(({ name }) => `${name.replace('faces_', '').replaceAll('_', ' ')}\n\n![64 faces](${name}.png)`).join('\n\n')}
`;
}
