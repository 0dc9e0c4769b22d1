// Convolution or linear layer where a load costs far more than a product and workgroup memory is no faster than storage,
// as on a CPU that plays a GPU (SwiftShader: a load of four lanes takes the time of some 25 of their products).
// Tile: (LOADS · LANES) rows × (COLUMNS · LANES) outputs. Threads: one subgroup of LANES; a thread owns COLUMNS outputs,
// LANES apart, of every row, so that its LOADS · LANES · COLUMNS sums are registers.
// Memory: no workgroup memory. For each k a thread loads LOADS inputs, which it passes to the others by
// subgroupBroadcast, and its own weights: COLUMNS words, once for as many codes as a word has; they are dequantized in
// registers.

const LANES = ${LANES}u;
const LOADS = ${LOADS}u;
const COLUMNS = ${COLUMNS}u;
// A CPU has no instruction that shifts each lane by another number of bits, unless the number is known.
const BITS = ${BITS}u;
const MASK = 0xffffffffu >> (32u - BITS);

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
	let weights = readWeights(0u);
	prepare(weights, lane, LANES);
	let rows = step.rows * step.height * step.width;
	let firstRow = tile.y * LOADS * LANES;
	let firstColumn = tile.x * COLUMNS * LANES + lane;
	//@for n in COLUMNS
	let column${n} = min(firstColumn + ${n}u * LANES, weights.rows - 1u);
	let words${n} = weights.codes + column${n} * weights.wordsPerRow;
	//@end
	//@for l in LOADS
	let place${l} = placeOf(min(firstRow + ${l}u * LANES + lane, rows - 1u), weights.columns);
	//@for q in LANES
	//@for n in COLUMNS
	var sum${l}_${q}_${n} = 0.0;
	//@end
	//@end
	//@end
	//@for n in COLUMNS
	var word${n} = 0u;
	//@end
	var word = 0u;
	// One loop for words and codes, and nothing carried through it that can be spared: SwiftShader pays for each register.
	var codes = 0u;
	for (var first = 0u; first < weights.columns; first += weights.groupSize) {
		let end = min(first + weights.groupSize, weights.columns);
		//@for n in COLUMNS
		let values${n} = sliceAt(weights, column${n} * weights.groupsPerRow + first / weights.groupSize);
		//@end
		for (var k = first; k < end; k++) {
			if (codes == 0u) {
				codes = 32u / BITS;
				//@for n in COLUMNS
				word${n} = layer[words${n} + word];
				//@end
				word++;
			}
			let tap = tapOf(k);
			//@for l in LOADS
			let x${l} = source(place${l}, tap);
			//@end
			//@for n in COLUMNS
			let weight${n} = decode(word${n}, MASK, values${n});
			//@if PACKED
			word${n} >>= BITS;
			//@end
			//@end
			//@for l in LOADS
			//@for q in LANES
			{
				let x = subgroupBroadcast(x${l}, ${q}u);
				//@for n in COLUMNS
				sum${l}_${q}_${n} += x * weight${n};
				//@end
			}
			//@end
			//@end
			codes--;
		}
	}
	// what follows the sums is written once and looped over: it is long, and they are many
	var sums: array<f32, LOADS * LANES * COLUMNS>;
	//@for l in LOADS
	//@for q in LANES
	//@for n in COLUMNS
	sums[(${l}u * LANES + ${q}u) * COLUMNS + ${n}u] = sum${l}_${q}_${n};
	//@end
	//@end
	//@end
	for (var i = 0u; i < LOADS * LANES * COLUMNS; i++) {
		let m = firstRow + i / COLUMNS;
		let channel = firstColumn + i % COLUMNS * LANES;
		if (m < rows && channel < weights.rows) {
			finish(weights, m, channel, sums[i]);
		}
	}
}
