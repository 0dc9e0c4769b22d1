/** “Green hair, no glasses, smiling”: words to the classes of a network's own attributes. */
import type { Attributes } from './labels';

/** What people call what attributes are about; one noun may speak of several. */
const nouns: Readonly<Record<string, readonly string[]>> = {
	background: ['background'],
	backdrop: ['background'],
	skin: ['skin'],
	hair: ['hairColor', 'hair'],
	clothes: ['clothingColor'],
	clothing: ['clothingColor'],
	shirt: ['clothingColor'],
	jumper: ['clothingColor'],
	sweater: ['clothingColor'],
	top: ['clothingColor'],
	dress: ['clothingColor'],
	glasses: ['glasses'],
	spectacles: ['glasses'],
	hat: ['hatColor', 'hat'],
	cap: ['hatColor', 'hat'],
	beard: ['beard'],
	mouth: ['mouth'],
	face: ['mouth'],
	accessories: ['accessories'],
	earring: ['accessories'],
	earrings: ['accessories'],
	jewellery: ['accessories']
};

/** Other words for what the attributes call otherwise. */
const synonyms: Readonly<Record<string, string>> = {
	blonde: 'blond',
	gray: 'grey',
	golden: 'gold',
	purple: 'violet',
	spectacled: 'glasses',
	sunglasses: 'dark glasses',
	shades: 'dark glasses',
	bearded: 'beard',
	hats: 'hat',
	smile: 'smiling',
	smiles: 'smiling',
	happy: 'smiling',
	grinning: 'smiling',
	sad: 'serious',
	earnest: 'serious',
	grumpy: 'serious',
	haired: 'hair',
	skinned: 'skin'
};

const negations = new Set(['no', 'without', 'not']);
const fillers = new Set(
	'a an the and with of wearing wears in on who has have is person someone somebody'.split(' ')
);

export interface Understood {
	/** Classes by the attributes' names. */
	asked: Record<string, string>;
	/** Words that say nothing of these faces. */
	unknown: string[];
}

export function understand(sentence: string, attributes: Attributes): Understood {
	const understood: Understood = { asked: {}, unknown: [] };
	// A comma ends what belongs to a noun; so does nothing else.
	for (const phrase of sentence.toLowerCase().split(/[,;.!?]|\band\b|\bwith\b(?!out)/))
		understandPhrase(wordsIn(phrase), attributes, understood);
	return understood;
}

const wordsIn = (phrase: string): string[] =>
	phrase
		.split(/[^\p{L}]+/u)
		.flatMap((word) => (Object.hasOwn(synonyms, word) ? synonyms[word]!.split(' ') : [word]))
		.filter((word) => word && !fillers.has(word));

function understandPhrase(words: string[], attributes: Attributes, { asked, unknown }: Understood): void {
	let waiting: string[] = [];
	let isDenied = false;
	const classesOf = (name: string) => attributes.find((each) => each.name === name)?.classes ?? [];

	/** Takes the longest run of waiting words that these attributes have a class for, until none is left. */
	function resolve(names: readonly string[]): boolean {
		let any = false;
		for (let length = waiting.length; length > 0; length--)
			for (let start = 0; start + length <= waiting.length; start++) {
				const text = waiting.slice(start, start + length).join(' ');
				const name = names.find((each) => classesOf(each).includes(text));
				if (!name) continue;
				asked[name] = text;
				// A colour of something that can be worn says that it is.
				if (name === 'hatColor') asked.hat = 'yes';
				waiting.splice(start, length);
				any = true;
				start--;
			}
		return any;
	}

	for (const word of words) {
		if (negations.has(word)) {
			isDenied = true;
			continue;
		}
		const about = Object.hasOwn(nouns, word) ? nouns[word]!.filter((name) => classesOf(name).length) : [];
		if (!about.length) {
			waiting.push(word);
			continue;
		}
		const worn = about.find((name) => classesOf(name).includes('no'));
		const found = isDenied ? false : resolve(about);
		if (isDenied && worn) asked[worn] = 'no';
		else if (worn && !asked[worn]) asked[worn] = classesOf(worn).find((each) => each !== 'no')!;
		else if (!found && !worn) unknown.push(word);
		isDenied = false;
		unknown.push(...waiting);
		waiting = [];
	}
	// Without a noun a word counts where one attribute alone has it.
	const alone = attributes
		.map(({ name }) => name)
		.filter((name) =>
			waiting.some(
				(word) =>
					classesOf(name).includes(word) &&
					attributes.filter(({ classes }) => classes.includes(word)).length === 1
			)
		);
	resolve(alone);
	unknown.push(...waiting);
	if (isDenied) unknown.push('no');
}
