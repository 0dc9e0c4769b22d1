// What a linear layer or a 1×1 convolution multiplies: row m of the product is a pixel of a face, k a channel. A
// linear layer is a convolution of one pixel whose channels are all numbers of its input.

struct Place {
	base: u32,
}

struct Tap {
	offset: u32,
}

fn placeOf(m: u32, columns: u32) -> Place {
	let pixels = step.height * step.width;
	return Place(((m / pixels) % step.inputRows) * columns * pixels + m % pixels);
}

fn tapOf(k: u32) -> Tap {
	return Tap(k * step.height * step.width);
}

fn source(place: Place, tap: Tap) -> f32 {
	let x = input[place.base + tap.offset];
	//@if SILU_INPUT
	return silu(x);
	//@end
	//@if PLAIN_INPUT
	return x;
	//@end
}
