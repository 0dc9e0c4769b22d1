// Group norm (Wu & He 2018, arXiv:1803.08494), then FiLM and SiLU: (x − mean) / √(variance + ε) · weight + bias, then
// · (1 + scale) + shift.
// Tile: one group of one face. Threads: THREADS, which walk the group's numbers together. Memory: the numbers are read
// three times from storage (mean, variance, output); partial sums pass through workgroup memory.

const THREADS = ${THREADS}u;

@group(0) @binding(1) var<storage, read> input: array<f32>;
@group(0) @binding(2) var<storage, read> layer: array<f32>;
@group(0) @binding(3) var<storage, read> film: array<f32>;
@group(0) @binding(6) var<storage, read> labels: array<u32>;

var<workgroup> partial: array<f32, THREADS>;

fn total(thread: u32, value: f32) -> f32 {
	partial[thread] = value;
	for (var half = THREADS / 2u; half > 0u; half /= 2u) {
		workgroupBarrier();
		if (thread < half) {
			partial[thread] += partial[thread + half];
		}
	}
	let sum = workgroupUniformLoad(&partial[0]);
	return sum;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32) {
	let row = tile.y;
	let pixels = step.height * step.width;
	let count = step.channels / step.groups * pixels;
	let start = tile.x * count;
	let origin = (row % step.inputRows) * step.channels * pixels + start;
	var sum = 0.0;
	for (var i = thread; i < count; i += THREADS) {
		sum += input[origin + i];
	}
	let mean = total(thread, sum) / f32(count);
	var squares = 0.0;
	for (var i = thread; i < count; i += THREADS) {
		let off = input[origin + i] - mean;
		squares += off * off;
	}
	let inverse = inverseSqrt(total(thread, squares) / f32(count) + step.epsilon);

	var filmRow = row;
	if (has(FLAG_LABELS)) {
		filmRow = step.filmFirst + labels[row];
	}
	for (var i = thread; i < count; i += THREADS) {
		let channel = (start + i) / pixels;
		var value = (input[origin + i] - mean) * inverse * layer[channel] + layer[step.channels + channel];
		if (has(FLAG_FILM)) {
			let at = filmRow * 2u * step.channels + channel;
			value = value * (1.0 + film[at]) + film[at + step.channels];
		}
		if (has(FLAG_SILU)) {
			value = silu(value);
		}
		write(row * step.channels * pixels + start + i, value);
	}
}
