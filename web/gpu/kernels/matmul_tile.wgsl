// Convolution or linear layer for a GPU: both operands pass through workgroup memory, weights dequantized on the way.
// Tile: TILE_ROWS × TILE_COLUMNS numbers of the output, DEPTH of the inner dimension at a time.
// Threads: (TILE_COLUMNS / COLUMNS) × (TILE_ROWS / 4), each a register tile of 4 rows (one vec4) × COLUMNS outputs.
// Memory: DEPTH · (TILE_ROWS + TILE_COLUMNS) floats of workgroup memory; a thread reads 1 vec4 and COLUMNS scalars of it
// for 4 · COLUMNS products.

const TILE_ROWS = ${TILE_ROWS}u;
const TILE_COLUMNS = ${TILE_COLUMNS}u;
const DEPTH = ${DEPTH}u;
const COLUMNS = ${COLUMNS}u;
const THREADS_X = TILE_COLUMNS / COLUMNS;
const THREADS = THREADS_X * TILE_ROWS / 4u;

var<workgroup> sources: array<f32, DEPTH * TILE_ROWS>;
var<workgroup> dequantized: array<f32, DEPTH * TILE_COLUMNS>;

fn weightOf(weights: Weights, row: u32, column: u32) -> f32 {
	let word = layer[weights.codes + row * weights.wordsPerRow + column / weights.codesPerWord];
	let code = extractBits(word, (column % weights.codesPerWord) * weights.bits, weights.bits);
	//@if SLICES
	var slice = row * weights.groupsPerRow + column / weights.groupSize;
	if (weights.flat != 0u) {
		slice = (row * weights.columns + column) / weights.groupSize;
	}
	//@end
	//@if PLAIN
	let slice = 0u;
	//@end
	return decode(code, sliceAt(weights, slice));
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
			// neighbouring threads read neighbouring numbers: pixels of a channel, or channels where there is one pixel
			let onePixel = step.height * step.width == 1u;
			let m = select(i % TILE_ROWS, i / DEPTH, onePixel);
			let k = select(i / TILE_ROWS, i % DEPTH, onePixel);
			var value = 0.0;
			if (firstRow + m < rows && first + k < weights.columns) {
				value = source(placeOf(firstRow + m, weights.columns), tapOf(first + k));
			}
			sources[k * TILE_ROWS + m] = value;
		}
		for (var i = thread; i < DEPTH * TILE_COLUMNS; i += THREADS) {
			let n = i / DEPTH;
			let k = i % DEPTH;
			var value = 0.0;
			if (firstColumn + n < weights.rows && first + k < weights.columns) {
				value = weightOf(weights, firstColumn + n, first + k);
			}
			dequantized[k * TILE_COLUMNS + n] = value;
		}
		workgroupBarrier();
		for (var k = 0u; k < DEPTH; k++) {
			let at = k * TILE_ROWS + ownRow;
			let x = vec4f(sources[at], sources[at + 1u], sources[at + 2u], sources[at + 3u]);
			//@for n in COLUMNS
			sum${n} += x * dequantized[k * TILE_COLUMNS + ownColumn + ${n}u];
			//@end
		}
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
