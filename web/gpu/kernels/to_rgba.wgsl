// Three planes of −1 … 1 become opaque RGBA bytes.
// Tile: none. Threads: THREADS in a workgroup, each one pixel. Memory: three loads, one store of a packed word.

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(1) var<storage, read> planes: array<f32>;
@group(0) @binding(2) var<storage, read_write> rgba: array<u32>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let pixels = step.height * step.width;
	let face = id.x / pixels;
	if (face >= step.rows) {
		return;
	}
	let at = face * 3u * pixels + id.x % pixels;
	let color = vec3f(planes[at], planes[at + pixels], planes[at + 2u * pixels]);
	rgba[id.x] = pack4x8unorm(vec4f(color * 0.5 + 0.5, 1.0));
}
