// Linear quantization: scale · (code − zero_point), both of the weight's slice (tensor, channel or group).

struct Slice {
	scale: f32,
	zeroPoint: f32,
}

fn sliceAt(weights: Weights, slice: u32) -> Slice {
	return Slice(
		bitcast<f32>(layer[weights.scales + slice]),
		bitcast<f32>(layer[weights.zeroPoints + slice])
	);
}

fn decode(code: u32, slice: Slice) -> f32 {
	return slice.scale * (f32(code) - slice.zeroPoint);
}
