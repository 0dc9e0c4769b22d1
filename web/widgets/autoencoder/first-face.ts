/** The face that the editor begins with, drawn by DiceBear's Pixel Art style (CC0 1.0) as those of the training were. */
import type { Pixels } from './drawing';

const colors = [
	'b6e3f4', '91cb15', 'd0a87c', '4b4b4b', '6f6f6f', 'cfcfd6', '9fa0ae', 'dbad9d', 'd29985', '930c2e', 'd11141'
]; // prettier-ignore

const rows = [
	'0000000000000000',
	'0001111111111000',
	'0011111111111100',
	'0111122222221110',
	'0111222222222110',
	'0113333443333110',
	'0123565335653210',
	'0123333223333210',
	'0112222222222110',
	'0112222722222110',
	'0112222872222110',
	'0110222222220110',
	'0100000990000010',
	'000aaaaaaaaaa000',
	'00aaaaaaaaaaaa00',
	'00aaaaaaaaaaaa00'
];

export const firstFace = (): Pixels =>
	Uint8ClampedArray.from(
		rows.flatMap((row) =>
			[...row].flatMap((digit) => {
				const rgb = parseInt(colors[parseInt(digit, 16)]!, 16);
				return [rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255];
			})
		)
	);

/** The colours of the style, of which the training pictures were made, and white. */
export const palette: readonly { color: string; name: string }[] = [
	{ color: '#28150a', name: 'black' },
	{ color: '#603015', name: 'dark brown' },
	{ color: '#83623b', name: 'brown' },
	{ color: '#cab188', name: 'blond' },
	{ color: '#ffdbac', name: 'light skin' },
	{ color: '#cb9e6e', name: 'tan skin' },
	{ color: '#8d5524', name: 'dark skin' },
	{ color: '#bd1700', name: 'red' },
	{ color: '#ff6f69', name: 'salmon' },
	{ color: '#ffc425', name: 'gold' },
	{ color: '#91cb15', name: 'green' },
	{ color: '#3d8a6b', name: 'dark green' },
	{ color: '#009bbd', name: 'blue' },
	{ color: '#03396c', name: 'navy' },
	{ color: '#614f8a', name: 'violet' },
	{ color: '#4b4b4b', name: 'dark grey' },
	{ color: '#989789', name: 'grey' },
	{ color: '#b6e3f4', name: 'pale blue' },
	{ color: '#ffd5dc', name: 'pale pink' },
	{ color: '#ffffff', name: 'white' }
];

export const nameOf = (color: string): string =>
	palette.find((entry) => entry.color === color)?.name ?? color;
