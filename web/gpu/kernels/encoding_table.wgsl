// A codebook that all slices share: scale · table[code]. Every weight looks it up, so that it lies in workgroup memory.

var<workgroup> codebook: array<f32, 256>;

struct Slice {
	scale: f32,
}

fn prepare(weights: Weights, thread: u32, threads: u32) {
	for (var code = thread; code < weights.tableSize; code += threads) {
		codebook[code] = bitcast<f32>(layer[weights.table + code]);
	}
	workgroupBarrier();
}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(bitcast<f32>(layer[weights.scales + slice]));
}

// `bits` begins with the code.
fn decode(bits: u32, mask: u32, slice: Slice) -> f32 {
	return slice.scale * codebook[bits & mask];
}
