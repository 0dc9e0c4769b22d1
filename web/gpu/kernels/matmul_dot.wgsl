// Convolution or linear layer by dot products of packed integers, for weights that are integers of 2, 4 or 8 bits.
// Inputs become integers of 16 bits, each DEPTH of a row by their own unit, and of two digits: 256 · high + low, both
// signed bytes. So a product is two dot products of bytes, exact, and all that is lost is an input's 2⁻¹⁶ of the largest.
// Tile: TILE_ROWS × TILE_COLUMNS numbers of the output, DEPTH of the inner dimension at a time.
// Threads: (TILE_COLUMNS / COLUMNS) × (TILE_ROWS / 4), each 4 rows × COLUMNS outputs.
// Memory: DEPTH · TILE_ROWS floats and half as many words of workgroup memory, and BITS words for each column; a thread
// reads 8 + COLUMNS words of it for 16 · COLUMNS products. Weights are never floats: their bytes are cut out of the words.

const TILE_ROWS = ${TILE_ROWS}u;
const TILE_COLUMNS = ${TILE_COLUMNS}u;
const COLUMNS = ${COLUMNS}u;
const BITS = ${BITS}u;
const DEPTH = ${DEPTH}u;
const THREADS_X = TILE_COLUMNS / COLUMNS;
const THREADS = ${THREADS}u;
// Bytes in fours: of a row's inputs, and of a word of weights.
const FOURS = DEPTH / 4u;
const FOURS_OF_WORD = 8u / BITS;
const MASK = ((1u << BITS) - 1u) * 0x01010101u;
const ONES = 0x01010101u;
// Codes of 8 bits become signed bytes.
//@if BYTES
const FLIP = 0x80808080u;
const OFFSET = 128.0;
//@end
//@if PARTS
const FLIP = 0u;
const OFFSET = 0.0;
//@end

var<workgroup> inputs: array<f32, TILE_ROWS * DEPTH>;
var<workgroup> units: array<f32, TILE_ROWS>;
var<workgroup> high: array<u32, TILE_ROWS * FOURS>;
var<workgroup> low: array<u32, TILE_ROWS * FOURS>;
var<workgroup> words: array<u32, TILE_COLUMNS * BITS>;

fn dots(high: u32, low: u32, bytes: u32) -> i32 {
	return (dot4I8Packed(high, bytes) << 8u) + dot4I8Packed(low, bytes);
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32) {
	let weights = readWeights(0u);
	let rows = step.rows * step.height * step.width;
	let firstRow = tile.y * TILE_ROWS;
	let firstColumn = tile.x * TILE_COLUMNS;
	let ownRow = 4u * (thread / THREADS_X);
	let ownColumn = COLUMNS * (thread % THREADS_X);
	//@for n in COLUMNS
	var sum${n} = vec4f();
	//@end
	for (var first = 0u; first < weights.columns; first += DEPTH) {
		for (var i = thread; i < DEPTH * TILE_ROWS; i += THREADS) {
			let k = first + i % DEPTH;
			var value = 0.0;
			if (k < weights.columns) {
				value = source(placeOf(min(firstRow + i / DEPTH, rows - 1u), weights.columns), tapOf(k));
			}
			inputs[i] = value;
		}
		for (var i = thread; i < TILE_COLUMNS * BITS; i += THREADS) {
			let column = min(firstColumn + i / BITS, weights.rows - 1u);
			// what lies beyond the row meets inputs that are 0
			let word = min(first * BITS / 32u + i % BITS, weights.wordsPerRow - 1u);
			words[i] = layer[weights.codes + column * weights.wordsPerRow + word];
		}
		workgroupBarrier();
		for (var row = thread; row < TILE_ROWS; row += THREADS) {
			var largest = 0.0;
			for (var k = 0u; k < DEPTH; k++) {
				largest = max(largest, abs(inputs[row * DEPTH + k]));
			}
			units[row] = largest / 32639.0;
		}
		workgroupBarrier();
		for (var i = thread; i < TILE_ROWS * FOURS; i += THREADS) {
			let row = i / FOURS;
			let four = i % FOURS;
			// codes of a word that are neighbours in the row are cut out one after the other
			let at = row * DEPTH + four / FOURS_OF_WORD * (32u / BITS) + four % FOURS_OF_WORD;
			let values = vec4f(
				inputs[at],
				inputs[at + FOURS_OF_WORD],
				inputs[at + 2u * FOURS_OF_WORD],
				inputs[at + 3u * FOURS_OF_WORD]
			);
			let integers = vec4i(round(values / max(units[row], 1e-30)));
			let digits = (integers + 128) >> vec4u(8u);
			high[i] = pack4xI8(digits);
			low[i] = pack4xI8(integers - digits * 256);
		}
		workgroupBarrier();
		//@for n in COLUMNS
		var part${n} = vec4i();
		//@end
		var totals = vec4i();
		for (var four = 0u; four < FOURS; four++) {
			let word = four / FOURS_OF_WORD;
			let shift = four % FOURS_OF_WORD * BITS;
			//@for n in COLUMNS
			let bytes${n} = ((words[(ownColumn + ${n}u) * BITS + word] >> shift) & MASK) ^ FLIP;
			//@end
			//@for r in FOUR
			{
				let h = high[(ownRow + ${r}u) * FOURS + four];
				let l = low[(ownRow + ${r}u) * FOURS + four];
				totals[${r}] += dots(h, l, ONES);
				//@for n in COLUMNS
				part${n}[${r}] += dots(h, l, bytes${n});
				//@end
			}
			//@end
		}
		let unit = vec4f(units[ownRow], units[ownRow + 1u], units[ownRow + 2u], units[ownRow + 3u]);
		//@for n in COLUMNS
		{
			let column = min(firstColumn + ownColumn + ${n}u, weights.rows - 1u);
			let values = sliceAt(weights, column * weights.groupsPerRow + first / weights.groupSize);
			sum${n} += unit * (values.scale * vec4f(part${n}) + (OFFSET * values.scale + values.shift) * vec4f(totals));
		}
		//@end
		workgroupBarrier();
	}
	var sums: array<vec4f, COLUMNS>;
	//@for n in COLUMNS
	sums[${n}] = sum${n};
	//@end
	for (var i = 0u; i < 4u * COLUMNS; i++) {
		let m = firstRow + ownRow + i % 4u;
		let channel = firstColumn + ownColumn + i / 4u;
		if (m < rows && channel < weights.rows) {
			finish(weights, m, channel, sums[i / 4u][i % 4u]);
		}
	}
}
