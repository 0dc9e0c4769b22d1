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
/** What was denied goes on: “no hat or glasses”. */
const continuations = new Set(['or', 'nor']);
const fillers = new Set(
	'a an the and with of wearing wears in on who has have is are person someone somebody he she they'.split(
		' '
	)
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
	let wasDenied = false;
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

	/** By itself a word counts where one attribute alone has it; denied, where that has but one other class. */
	function resolveAlone(names = attributes.map(({ name }) => name)): void {
		for (const word of waiting) {
			const having = attributes.filter(
				({ name, classes }) => names.includes(name) && classes.includes(word)
			);
			const [{ name, classes } = { name: '', classes: [] }] = having;
			if (having.length !== 1 || (isDenied && classes.length !== 2))
				unknown.push(isDenied ? `not ${word}` : word);
			else asked[name] = isDenied ? classes.find((other) => other !== word)! : word;
		}
		waiting = [];
	}

	for (const word of words) {
		if (negations.has(word) || (continuations.has(word) && (isDenied || wasDenied))) {
			resolveAlone();
			isDenied = true;
			continue;
		}
		if (continuations.has(word)) continue;
		const about = Object.hasOwn(nouns, word) ? nouns[word]!.filter((name) => classesOf(name).length) : [];
		if (!about.length) {
			waiting.push(word);
			continue;
		}
		const worn = about.find((name) => classesOf(name).includes('no'));
		if (isDenied) {
			if (worn) asked[worn] = 'no';
			else if (!waiting.length) unknown.push(`no ${word}`);
			resolveAlone(about);
		} else {
			const found = resolve(about);
			if (worn) asked[worn] ??= classesOf(worn).find((each) => each !== 'no')!;
			else if (!found) unknown.push(word);
			resolveAlone();
		}
		wasDenied = isDenied;
		isDenied = false;
	}
	resolveAlone();
}
