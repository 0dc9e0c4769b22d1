// Linear quantization: scale · (code − zero_point), both of the weight's slice (tensor, channel or group).

struct Slice {
	scale: f32,
	shift: f32,
}

fn prepare(weights: Weights, thread: u32, threads: u32) {}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	let scale = bitcast<f32>(layer[weights.scales + slice]);
	return Slice(scale, -scale * bitcast<f32>(layer[weights.zeroPoints + slice]));
}

// `bits` begins with the code. A CPU turns signed integers into floats at once, unsigned ones in many steps.
fn decode(bits: u32, mask: u32, slice: Slice) -> f32 {
	return slice.scale * f32(bitcast<i32>(bits & mask)) + slice.shift;
}
