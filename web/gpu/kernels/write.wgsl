// What every step of a plan ends with: the number as it is, SiLU of it for those that read it so, or both.

@group(0) @binding(0) var<uniform> step: Step;
@group(0) @binding(4) var<storage, read_write> output: array<f32>;
@group(0) @binding(5) var<storage, read_write> activated: array<f32>;

fn silu(x: f32) -> f32 {
	// exp(80) is far below float32's largest number, and its inverse far below what x can feel
	return x / (1.0 + exp(min(-x, 80.0)));
}

fn has(flag: u32) -> bool {
	return (step.flags & flag) != 0u;
}

fn write(at: u32, value: f32) {
	if (has(FLAG_RAW)) {
		output[at] = value;
	}
	if (has(FLAG_ACTIVATED)) {
		activated[at] = silu(value);
	}
}
