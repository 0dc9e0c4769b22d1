// Input + for every attribute the row of its table that the label names; then SiLU.
// Tile: none. Threads: THREADS in a workgroup, each one number of the output. Memory: one weight of each table, dequantized
// where it is read.

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> layer: array<u32>;
@group(0) @binding(6) var<storage, read> labels: array<u32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let row = id.x / step.channels;
	let channel = id.x % step.channels;
	if (row >= step.rows) {
		return;
	}
	// rows are times × different labels, inputs times
	var value = input[(row / step.labelRows) * step.channels + channel];
	for (var table = 0u; table < step.tables; table++) {
		// the buffer opens with where each table is
		let weights = readWeights(layer[table]);
		value += weightAt(weights, labels[(row % step.labelRows) * step.tables + table], channel);
	}
	if (has(FLAG_SILU)) {
		value = silu(value);
	}
	write(id.x, value);
}
