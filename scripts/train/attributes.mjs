// What a face can be: the classes of each attribute, the pairs that training never sees together, and the DiceBear
// components behind them.

/** DiceBear's names of one kind of component: numbered('short', 24) is short01 … short24. */
const numbered = (prefix, count) =>
	Array.from({ length: count }, (_, i) => `${prefix}${String(i + 1).padStart(2, '0')}`);

// Names for people to DiceBear's own colours. Of near twins (two light skins, two dark browns) one is left out: they
// differ by about ten levels of 255 and nobody would name them apart. The backgrounds are our list.
export const colors = {
	background: {
		blue: 'b6e3f4',
		lavender: 'c0aede',
		periwinkle: 'd1d4f9',
		pink: 'ffd5dc',
		peach: 'ffdfbf',
		mint: 'c9ecd0'
	},
	skin: {
		porcelain: 'ffdbac',
		light: 'eac393',
		tan: 'cb9e6e',
		olive: 'b68655',
		brown: 'a26d3d',
		dark: '8d5524'
	},
	hairColor: {
		blond: 'cab188',
		'light brown': 'a78961',
		brown: '83623b',
		'dark brown': '603015',
		auburn: '611c17',
		black: '28150a',
		blue: '009bbd',
		red: 'bd1700',
		green: '91cb15'
	},
	clothingColor: {
		'sky blue': '5bc0de',
		blue: '428bca',
		navy: '03396c',
		mint: '88d8b0',
		emerald: '44c585',
		green: '00b159',
		salmon: 'ff6f69',
		crimson: 'd11141',
		'dark red': 'ae0001',
		cream: 'ffeead',
		yellow: 'ffd969',
		gold: 'ffc425'
	},
	hatColor: {
		brown: '2e1e05',
		blue: '2663a3',
		grey: '989789',
		green: '3d8a6b',
		pink: 'cc6192',
		violet: '614f8a',
		red: 'a62116'
	}
};

// Small details that are drawn but not asked for: DiceBear's own lists.
export const detailColors = {
	eyes: ['76778b', '697b94', '647b90', '5b7c8b', '588387', '876658'],
	mouth: ['d29985', 'c98276', 'e35d6a', 'de0f0d'],
	glasses: ['4b4b4b', '323232', '191919', '43677d', '5f705c', 'a04b5d'],
	accessories: ['daa520', 'ffd700', 'fafad2', 'd3d3d3', 'a9a9a9']
};

/** The shapes of each component in the order in which the style paints them over the head. */
export const styles = {
	accessories: numbered('variant', 4),
	clothing: numbered('variant', 23),
	eyes: numbered('variant', 12),
	glasses: [...numbered('light', 7), ...numbered('dark', 7)],
	beard: numbered('variant', 8),
	mouth: [...numbered('happy', 13), ...numbered('sad', 10)],
	hair: [...numbered('short', 24), ...numbered('long', 21)],
	hat: numbered('variant', 10)
};

/** The share of faces that wear each optional component. */
export const shares = { accessories: 0.34, glasses: 0.36, beard: 0.34, hat: 0.32 };

/** What one asks the diffusion model for, in the order of the label columns; the judge tells all of them. */
export const attributes = {
	background: Object.keys(colors.background),
	skin: Object.keys(colors.skin),
	hair: ['short', 'long'],
	hairColor: Object.keys(colors.hairColor),
	clothingColor: Object.keys(colors.clothingColor),
	glasses: ['no', 'clear', 'dark'],
	hat: ['no', 'yes'],
	hatColor: Object.keys(colors.hatColor),
	beard: ['no', 'yes'],
	mouth: ['smiling', 'serious'],
	accessories: ['no', 'yes']
};

/** Shapes that only the judge is asked for; their columns follow the attributes'. */
export const shapes = {
	hairStyle: styles.hair,
	clothingStyle: styles.clothing,
	eyesStyle: styles.eyes,
	mouthStyle: styles.mouth,
	glassesStyle: styles.glasses,
	hatStyle: styles.hat,
	beardStyle: styles.beard
};

/** Pairs of classes that are together in held-out pictures only. */
export const heldOutPairs = [
	{ hairColor: 'green', glasses: 'dark' },
	{ hairColor: 'blue', beard: 'yes' },
	{ hairColor: 'red', clothingColor: 'green' },
	{ background: 'mint', hatColor: 'red' },
	{ clothingColor: 'gold', hatColor: 'violet' },
	{ glasses: 'clear', clothingColor: 'crimson' }
];
