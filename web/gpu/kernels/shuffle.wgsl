// Pixel shuffle and unshuffle (Shi et al. 2016, arXiv:1609.05158) by 2: four channels become 2×2 pixels, and back.
// Tile: none. Threads: THREADS in a workgroup, each one number of the output. Memory: one load, one store.

@group(0) @binding(1) var<storage, read> input: array<f32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let count = step.channels * step.height * step.width;
	let row = id.x / count;
	if (row >= step.rows) {
		return;
	}
	let at = id.x % count;
	let x = at % step.width;
	let y = at / step.width % step.height;
	let channel = at / (step.width * step.height);
	//@if UNSHUFFLE
	let part = channel % 4u;
	let origin = (channel / 4u * 2u * step.height + 2u * y + part / 2u) * 2u * step.width + 2u * x + part % 2u;
	//@end
	//@if SHUFFLE
	let wide = 4u * channel + 2u * (y % 2u) + x % 2u;
	let origin = (wide * (step.height / 2u) + y / 2u) * (step.width / 2u) + x / 2u;
	//@end
	write(id.x, input[(row % step.inputRows) * count + origin]);
}
