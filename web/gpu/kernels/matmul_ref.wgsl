// Convolution or linear layer, plainly: what the fast kernels are tested against.
// Tile: none. Threads: THREADS in a workgroup, each one number of the output. Memory: every operand from storage.

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let weights = readWeights(0u);
	let m = id.x / step.channels;
	let channel = id.x % step.channels;
	if (m >= step.rows * step.height * step.width) {
		return;
	}
	let place = placeOf(m, weights.columns);
	var sum = 0.0;
	for (var k = 0u; k < weights.columns; k++) {
		sum += source(place, tapOf(k)) * weightAt(weights, channel, k);
	}
	finish(weights, m, channel, sum);
}
