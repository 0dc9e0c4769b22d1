// What the kernels of convolutions and linear layers share: operands, and what is done to a sum before it is written.
// Products are rows × outputs, a row for every pixel of every face: sum over k of source(row, k) · weight(output, k).

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> layer: array<u32>;
@group(0) @binding(3) var<storage, read> residual: array<f32>;

// The bits of a code.
fn maskOf(weights: Weights) -> u32 {
	return 0xffffffffu >> (32u - weights.bits);
}

fn finish(weights: Weights, m: u32, channel: u32, sum: f32) {
	let pixels = step.height * step.width;
	let row = m / pixels;
	let pixel = m % pixels;
	var value = sum;
	if (weights.bias != ABSENT) {
		value += bitcast<f32>(layer[weights.bias + channel]);
	}
	if (weights.position != ABSENT) {
		value += bitcast<f32>(layer[weights.position + channel * pixels + pixel]);
	}
	if (has(FLAG_SILU)) {
		value = silu(value);
	}
	if (has(FLAG_RESIDUAL)) {
		value += residual[((row % step.residualRows) * step.channels + channel) * pixels + pixel];
	}
	write((row * step.channels + channel) * pixels + pixel, value);
}
