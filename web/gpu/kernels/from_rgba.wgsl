// RGBA bytes become three planes of −1 … 1, as the encoder takes them; alpha is ignored, as by the core.
// Tile: none. Threads: THREADS in a workgroup, each one pixel. Memory: one load of a packed word, three stores.

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> rgba: array<u32>;
@group(0) @binding(2) var<storage, read_write> planes: array<f32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let pixels = step.height * step.width;
	let face = id.x / pixels;
	if (face >= step.rows) {
		return;
	}
	let color = unpack4x8unorm(rgba[id.x]).rgb * 2.0 - 1.0;
	let at = face * 3u * pixels + id.x % pixels;
	planes[at] = color.x;
	planes[at + pixels] = color.y;
	planes[at + 2u * pixels] = color.z;
}
