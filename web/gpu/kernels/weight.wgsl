// One weight of a layer, whatever its encoding (PackedWeights in web/engine/model-types.ts): plain, for who reads few.

fn weightAt(weights: Weights, row: u32, column: u32) -> f32 {
	let word = layer[weights.codes + row * weights.wordsPerRow + column / weights.codesPerWord];
	let code = extractBits(word, (column % weights.codesPerWord) * weights.bits, weights.bits);
	if (weights.encoding == ENCODING_FLOAT32) {
		return bitcast<f32>(code);
	}
	if (weights.encoding == ENCODING_FLOAT16) {
		return unpack2x16float(code).x;
	}
	let slice = row * weights.groupsPerRow + column / weights.groupSize;
	let scale = bitcast<f32>(layer[weights.scales + slice]);
	if (weights.encoding == ENCODING_LINEAR) {
		return scale * (f32(code) - bitcast<f32>(layer[weights.zeroPoints + slice]));
	}
	return scale * bitcast<f32>(layer[weights.table + slice * weights.tableStride + code]);
}
