// A codebook for each slice: scale · table[code].

struct Slice {
	scale: f32,
	table: u32,
}

fn prepare(weights: Weights, thread: u32, threads: u32) {}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(
		bitcast<f32>(layer[weights.scales + slice]),
		weights.table + slice * weights.tableStride
	);
}

// `bits` begins with the code.
fn decode(bits: u32, mask: u32, slice: Slice) -> f32 {
	return slice.scale * bitcast<f32>(layer[slice.table + (bits & mask)]);
}
