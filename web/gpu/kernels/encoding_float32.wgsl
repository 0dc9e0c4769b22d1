// A weight as float32: its code is its bits.

struct Slice {
	none: u32,
}

fn prepare(weights: Weights, thread: u32, threads: u32) {}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(0u);
}

// `bits` begins with the code.
fn decode(bits: u32, mask: u32, slice: Slice) -> f32 {
	return bitcast<f32>(bits);
}
