// Convolution or linear layer for a GPU: both operands pass through workgroup memory, weights dequantized on the way.
// Tile: TILE_ROWS × TILE_COLUMNS numbers of the output, DEPTH of the inner dimension at a time.
// Threads: (TILE_COLUMNS / COLUMNS) × (TILE_ROWS / 4), each a register tile of 4 rows (one vec4) × COLUMNS outputs.
// Memory: DEPTH · (TILE_ROWS + TILE_COLUMNS) floats of workgroup memory; a thread reads 1 vec4 and COLUMNS scalars of it
// for 4 · COLUMNS products.
// With HALF both operands and the sums of four products are float16; what they add up to is float32 all the same.

const TILE_ROWS = ${TILE_ROWS}u;
const TILE_COLUMNS = ${TILE_COLUMNS}u;
const DEPTH = ${DEPTH}u;
const COLUMNS = ${COLUMNS}u;
const THREADS_X = TILE_COLUMNS / COLUMNS;
const THREADS = ${THREADS}u;

//@if HALF
alias Number = f16;
//@end
//@if WHOLE
alias Number = f32;
//@end

var<workgroup> sources: array<Number, DEPTH * TILE_ROWS>;
var<workgroup> dequantized: array<Number, DEPTH * TILE_COLUMNS>;

// a / b for a < 2²⁰: far cheaper than a division of integers that the compiler does not know
fn quotient(a: u32, inverse: f32) -> u32 {
	return u32((f32(a) + 0.5) * inverse);
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
	prepare(weights, thread, THREADS);
	let mask = maskOf(weights);
	let perWord = 1.0 / f32(weights.codesPerWord);
	let perGroup = 1.0 / f32(weights.groupSize);
	// where a thread's loads come from and go to changes by DEPTH alone; neighbouring threads read neighbouring numbers,
	// which are pixels of a channel, or channels where there is one pixel
	let onePixel = step.height * step.width == 1u;
	//@for l in SOURCE_LOADS
	let i${l} = thread + ${l}u * THREADS;
	let m${l} = select(i${l} % TILE_ROWS, i${l} / DEPTH, onePixel);
	let k${l} = select(i${l} / TILE_ROWS, i${l} % DEPTH, onePixel);
	let place${l} = placeOf(min(firstRow + m${l}, rows - 1u), weights.columns);
	//@end
	for (var first = 0u; first < weights.columns; first += DEPTH) {
		//@for l in SOURCE_LOADS
		if (i${l} < DEPTH * TILE_ROWS) {
			let k = min(first + k${l}, weights.columns - 1u);
			sources[k${l} * TILE_ROWS + m${l}] = Number(source(place${l}, tapOf(k)));
		}
		//@end
		for (var i = thread; i < DEPTH * TILE_COLUMNS; i += THREADS) {
			let row = min(firstColumn + i / DEPTH, weights.rows - 1u);
			let column = first + i % DEPTH;
			var value = 0.0;
			if (column < weights.columns) {
				let word = quotient(column, perWord);
				let codes = layer[weights.codes + row * weights.wordsPerRow + word];
				let shift = (column - word * weights.codesPerWord) * weights.bits;
				let slice = row * weights.groupsPerRow + quotient(column, perGroup);
				value = decode(codes >> shift, mask, sliceAt(weights, slice));
			}
			dequantized[i % DEPTH * TILE_COLUMNS + i / DEPTH] = Number(value);
		}
		workgroupBarrier();
		//@if WHOLE
		for (var k = 0u; k < DEPTH; k++) {
			let at = k * TILE_ROWS + ownRow;
			let x = vec4f(sources[at], sources[at + 1u], sources[at + 2u], sources[at + 3u]);
			//@for n in COLUMNS
			sum${n} += x * dequantized[k * TILE_COLUMNS + ownColumn + ${n}u];
			//@end
		}
		//@end
		//@if HALF
		for (var k = 0u; k < DEPTH; k += 4u) {
			//@for n in COLUMNS
			var part${n} = vec4h();
			//@end
			//@for d in FOUR
			{
				let at = (k + ${d}u) * TILE_ROWS + ownRow;
				let x = vec4h(sources[at], sources[at + 1u], sources[at + 2u], sources[at + 3u]);
				//@for n in COLUMNS
				part${n} += x * dequantized[(k + ${d}u) * TILE_COLUMNS + ownColumn + ${n}u];
				//@end
			}
			//@end
			//@for n in COLUMNS
			sum${n} += vec4f(part${n});
			//@end
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
