// A codebook: scale · table[code]; one table, or one for each slice.

struct Slice {
	scale: f32,
	table: u32,
}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(
		bitcast<f32>(layer[weights.scales + slice]),
		weights.table + slice * weights.tableStride
	);
}

fn decode(code: u32, slice: Slice) -> f32 {
	return slice.scale * bitcast<f32>(layer[slice.table + code]);
}
