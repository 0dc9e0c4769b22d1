import { describe, expect, it } from 'vitest';
import { attributesOfFile } from './fake-attributes';
import { understand } from './sentence';

const attributes = attributesOfFile();

describe('a sentence', () => {
	it.each([
		['green hair, glasses, smiling', { hairColor: 'green', glasses: 'clear', mouth: 'smiling' }, []],
		['Long light brown hair and no hat', { hair: 'long', hairColor: 'light brown', hat: 'no' }, []],
		['a red hat; sky-blue shirt', { hatColor: 'red', hat: 'yes', clothingColor: 'sky blue' }, []],
		['bearded, sunglasses, without earrings', { beard: 'yes', glasses: 'dark', accessories: 'no' }, []],
		['olive skin on a mint background', { skin: 'olive', background: 'mint' }, []],
		['serious person with blonde hair', { mouth: 'serious', hairColor: 'blond' }, []],
		['blue', {}, ['blue']],
		['a fox in a space suit', {}, ['fox', 'space', 'suit']],
		['plaid hat', { hat: 'yes' }, ['plaid']],
		['hair', {}, ['hair']],
		['no hat or glasses', { hat: 'no', glasses: 'no' }, []],
		['not smiling', { mouth: 'serious' }, []],
		['she is not sad, nor bearded', { mouth: 'smiling', beard: 'yes' }, []],
		['not smiling nor bearded', { mouth: 'serious', beard: 'no' }, []],
		['not long hair', { hair: 'short' }, []],
		['no hair, not green hair', {}, ['no hair', 'not green']],
		['not olive', {}, ['not olive']],
		['smiling green hair', { mouth: 'smiling', hairColor: 'green' }, []],
		['red or green hair', { hairColor: 'green' }, []],
		['without a red hat', { hat: 'no' }, ['not red']],
		['constructor, __proto__', {}, ['constructor', 'proto']],
		['', {}, []]
	])('“%s”', (sentence, asked, unknown) =>
		expect(understand(sentence, attributes)).toEqual({ asked, unknown })
	);

	it('means nothing to a network without attributes', () =>
		expect(understand('green hair', [])).toEqual({ asked: {}, unknown: ['green', 'hair'] }));
});
