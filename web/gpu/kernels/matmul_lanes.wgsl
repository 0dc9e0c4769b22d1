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

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
	let weights = readWeights(0u);
	let rows = step.rows * step.height * step.width;
	let firstRow = tile.y * LOADS * LANES;
	let firstColumn = tile.x * COLUMNS * LANES + lane;
	//@for n in COLUMNS
	let column${n} = min(firstColumn + ${n}u * LANES, weights.rows - 1u);
	let words${n} = weights.codes + column${n} * weights.wordsPerRow;
	let start${n} = firstSlice(weights, column${n});
	var slice${n} = start${n}.x;
	var left${n} = start${n}.y;
	var values${n} = sliceAt(weights, slice${n});
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
	// one loop for words and codes: SwiftShader pays for every loop that registers are carried through
	var shift = 32u;
	for (var k = 0u; k < weights.columns; k++) {
		if (shift + weights.bits > 32u) {
			shift = 0u;
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
		//@if SLICES
		if (left${n} == 0u) {
			left${n} = weights.groupSize;
			slice${n}++;
			values${n} = sliceAt(weights, slice${n});
		}
		left${n}--;
		//@end
		let weight${n} = decode(extractBits(word${n}, shift, weights.bits), values${n});
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
		shift += weights.bits;
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
