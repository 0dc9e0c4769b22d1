// Which palette entry each pixel of a frame wears: assign_pixels_ref of cpp/roundoff/video/sticky.cpp, in the same whole
// numbers. The nearest entry, of those that tie the lowest; but a pixel that has not moved (its alpha is not 255) keeps
// the entry that it had, unless that is farther than the nearest by more than their stickiness.
// Tile: none. Threads: THREADS in a workgroup, each four pixels. Memory: four loads of a pixel and one of their four old
// indices, the palette from uniform memory, one store of four indices in a word.

struct Frame {
	pixels: u32,
	entries: u32,
	// red, green and blue
	palette: array<vec4i, ${ENTRIES}>,
}

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> rgba: array<u32>;
@group(0) @binding(2) var<storage, read> stickiness: array<i32>;
@group(0) @binding(3) var<storage, read_write> indices: array<u32>;

fn distance_to(entry: u32, color: vec3i) -> i32 {
	let off = color - frame.palette[entry].xyz;
	return off.x * off.x + off.y * off.y + off.z * off.z;
}

fn worn(pixel: u32, had: u32) -> u32 {
	let color = vec3i(vec3u(pixel, pixel >> 8u, pixel >> 16u) & vec3u(0xffu));
	var nearest = 0u;
	var least = distance_to(0u, color);
	for (var entry = 1u; entry < frame.entries; entry++) {
		let distance = distance_to(entry, color);
		if (distance < least) {
			least = distance;
			nearest = entry;
		}
	}
	let moved = extractBits(pixel, 24u, 8u) == 0xffu;
	if (!moved && had < frame.entries) {
		if (distance_to(had, color) - least <= stickiness[had * frame.entries + nearest]) {
			return had;
		}
	}
	return nearest;
}

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let first = 4u * id.x;
	if (first >= frame.pixels) {
		return;
	}
	let had = indices[id.x];
	var now = 0u;
	for (var i = 0u; i < min(4u, frame.pixels - first); i++) {
		now |= worn(rgba[first + i], extractBits(had, 8u * i, 8u)) << (8u * i);
	}
	indices[id.x] = now;
}
