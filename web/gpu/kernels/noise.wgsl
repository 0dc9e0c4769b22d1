// What the sampler starts from: normal numbers, the core's own within a few units in their last place (`noise` of
// cpp/roundoff/model/noise.h). Face i of seed s draws from SplitMix64 (Steele, Lea & Flood 2014), seeded with the first
// draw of seed s + i, a pair of numbers of two draws by Box–Muller. SplitMix64 is a counter, hashed: draw n needs no other.
// Tile: none. Threads: THREADS in a workgroup, each one pair. Memory: two stores.

@group(0) @binding(0) var<uniform> given: Noise;
@group(0) @binding(1) var<storage, read_write> state: array<f32>;

const PAIRS = ${NUMBERS}u / 2u;
const TURN = 6.283185307179586;
const LN_2 = 0.6931471805599453;
// Of 2³²: √½, and of 2²¹, which is 1 in the high word of 53 bits: 1 − √½
const ROOT_HALF = 3037000500u;
const NEAR_ZERO = 614242u;

// Whole numbers of 64 bits: the low word, then the high one.
alias Wide = vec2u;

fn sum(a: Wide, b: Wide) -> Wide {
	let low = a.x + b.x;
	return Wide(low, a.y + b.y + u32(low < a.x));
}

// Of two words all 64 bits: halves of words are multiplied as at school.
fn product(a: u32, b: u32) -> Wide {
	let low = (a & 0xffffu) * (b & 0xffffu);
	let cross = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
	let middle = (a & 0xffffu) * (b >> 16u) + (cross & 0xffffu);
	return Wide(
		(middle << 16u) | (low & 0xffffu),
		(a >> 16u) * (b >> 16u) + (cross >> 16u) + (middle >> 16u)
	);
}

fn times(a: Wide, b: Wide) -> Wide {
	let low = product(a.x, b.x);
	return Wide(low.x, low.y + a.x * b.y + a.y * b.x);
}

// a ^ (a >> bits), 0 < bits < 32
fn folded(a: Wide, bits: u32) -> Wide {
	return a ^ Wide((a.x >> bits) | (a.y << (32u - bits)), a.y >> bits);
}

// The nth number that follows the seed, n ≥ 1.
fn draw(seed: Wide, n: u32) -> Wide {
	var z = sum(seed, times(Wide(0x7f4a7c15u, 0x9e3779b9u), Wide(n, 0u)));
	z = times(folded(z, 30u), Wide(0x1ce4e5b9u, 0xbf58476du));
	z = times(folded(z, 27u), Wide(0x133111ebu, 0x94d049bbu));
	return folded(z, 31u);
}

// −2 ln(1 − u) where u is the upper 53 bits of a draw: 1 − u = 2^exponent · (1 + f) with f near 0 and no digit of it
// lost, ln(1 + f) = 2 atanh(f / (2 + f)) by its series.
fn squared_radius(z: Wide) -> f32 {
	let low = (z.x >> 11u) | (z.y << 21u);
	let high = z.y >> 11u;
	var f = -(f32(high) * 0x1p-21 + f32(low) * 0x1p-53);
	var exponent = 0.0;
	if (high >= NEAR_ZERO) {
		// 2⁵³ · (1 − u), its first bit moved to the front
		let rest = Wide(0u - low, 0x200000u - high - u32(low != 0u));
		let zeros = countLeadingZeros(select(rest.y, rest.x, rest.y == 0u));
		let next = select(rest.x >> (32u - zeros), 0u, rest.y == 0u || zeros == 0u);
		let front = (select(rest.y, rest.x, rest.y == 0u) << zeros) | next;
		exponent = select(11.0, -21.0, rest.y == 0u) - f32(zeros);
		if (front >= ROOT_HALF) {
			f = -f32(0u - front) * 0x1p-32;
		} else {
			f = f32(front - 0x80000000u) * 0x1p-31;
			exponent -= 1.0;
		}
	}
	let t = f / (2.0 + f);
	let t2 = t * t;
	let series = ((((t2 / 11.0 + 1.0 / 9.0) * t2 + 1.0 / 7.0) * t2 + 0.2) * t2 + 1.0 / 3.0) * t2 + 1.0;
	return -2.0 * (2.0 * t * series + exponent * LN_2);
}

// Cosine and sine of so many 2⁻³² of a turn: the nearest quarter turn, and the series of what is left.
fn direction(turns: u32) -> vec2f {
	let quarter = (turns + 0x20000000u) >> 30u;
	let a = f32(bitcast<i32>(turns - (quarter << 30u))) * (TURN * 0x1p-32);
	let a2 = a * a;
	let cosine =
		((((-a2 / 90.0 + 1.0) * a2 / 56.0 - 1.0) * a2 / 30.0 + 1.0) * a2 / 12.0 - 1.0) * a2 / 2.0 + 1.0;
	let sine =
		a * (((((-a2 / 110.0 + 1.0) * a2 / 72.0 - 1.0) * a2 / 42.0 + 1.0) * a2 / 20.0 - 1.0) * a2 / 6.0 + 1.0);
	let turned = select(vec2f(cosine, sine), vec2f(-sine, cosine), (quarter & 1u) == 1u);
	return select(turned, -turned, (quarter & 2u) == 2u);
}

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let face = id.x / PAIRS;
	if (face >= given.faces) {
		return;
	}
	let seed = draw(sum(Wide(given.seedLow, given.seedHigh), Wide(face, 0u)), 1u);
	let first = 2u * (id.x % PAIRS) + 1u;
	let radius = sqrt(squared_radius(draw(seed, first)));
	// a turn's bits beyond the 32nd move no number by more than 10⁻⁸
	let at = radius * direction(draw(seed, first + 1u).y);
	state[2u * id.x] = at.x;
	state[2u * id.x + 1u] = at.y;
}
