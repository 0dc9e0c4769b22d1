/** PNG files in full colour; the core writes those with a palette. */
import { crc32, deflateSync } from 'node:zlib';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(type: string, data: Uint8Array): Buffer {
	const head = Buffer.alloc(4);
	head.writeUInt32BE(data.length);
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([head, body, check]);
}

/** RGBA, 8 bits a channel, rows without a filter. https://www.w3.org/TR/png-3/ */
export function trueColorPng(
	rgba: Uint8ClampedArray,
	width: number,
	height: number
): Uint8Array<ArrayBuffer> {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 6, 0, 0, 0], 8);
	const rows = Buffer.alloc(height * (1 + 4 * width));
	for (let y = 0; y < height; y++)
		rows.set(rgba.subarray(4 * width * y, 4 * width * (y + 1)), y * (1 + 4 * width) + 1);
	return new Uint8Array(
		Buffer.concat([
			Uint8Array.from(signature),
			chunk('IHDR', header),
			chunk('IDAT', deflateSync(rows, { level: 9 })),
			chunk('IEND', new Uint8Array())
		])
	);
}
