// What a 3×3 convolution with a border of zeros multiplies, without writing it out (implicit GEMM): row m of the product
// is a pixel of a face, k = (channel · 3 + dy) · 3 + dx.

struct Place {
	base: i32,
	y: i32,
	x: i32,
}

struct Tap {
	offset: i32,
	dy: i32,
	dx: i32,
}

fn placeOf(m: u32, columns: u32) -> Place {
	let pixels = step.height * step.width;
	let pixel = m % pixels;
	let face = (m / pixels) % step.inputRows;
	return Place(
		i32(face * (columns / 9u) * pixels + pixel),
		i32(pixel / step.width),
		i32(pixel % step.width)
	);
}

fn tapOf(k: u32) -> Tap {
	let channel = k / 9u;
	let window = k - channel * 9u;
	let dy = i32(window / 3u) - 1;
	let dx = i32(window % 3u) - 1;
	return Tap(i32(channel * step.height * step.width) + dy * i32(step.width) + dx, dy, dx);
}

fn source(place: Place, tap: Tap) -> f32 {
	let y = place.y + tap.dy;
	let x = place.x + tap.dx;
	let inside = y >= 0 && x >= 0 && y < i32(step.height) && x < i32(step.width);
	let value = select(0.0, input[u32(max(place.base + tap.offset, 0))], inside);
	//@if SILU_INPUT
	return silu(value);
	//@end
	//@if PLAIN_INPUT
	return value;
	//@end
}
