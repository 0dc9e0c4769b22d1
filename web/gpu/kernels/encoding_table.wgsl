// A codebook that all slices share: scale · table[code]. Every weight looks it up, so that it lies in workgroup memory;
// on a CPU, which is faster at a thread's own memory, each has a copy if it is small.

//@if OWN
var<private> codebook: array<f32, TABLE>;
//@end
//@if SHARED
var<workgroup> codebook: array<f32, TABLE>;
//@end

const TABLE = 1u << ${BITS}u;

struct Slice {
	scale: f32,
}

fn prepare(weights: Weights, thread: u32, threads: u32) {
	//@if OWN
	for (var code = 0u; code < weights.tableSize; code++) {
		codebook[code] = bitcast<f32>(layer[weights.table + code]);
	}
	//@end
	//@if SHARED
	for (var code = thread; code < weights.tableSize; code += threads) {
		codebook[code] = bitcast<f32>(layer[weights.table + code]);
	}
	workgroupBarrier();
	//@end
}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(bitcast<f32>(layer[weights.scales + slice]));
}

// `bits` begins with the code.
fn decode(bits: u32, mask: u32, slice: Slice) -> f32 {
	return slice.scale * codebook[bits & mask];
}
