// The sampler's update: classifier-free guidance (Ho & Salimans 2022, arXiv:2207.12598), a step of Euler's method, and
// the latents that the decoder takes: the state's, and those where it would end if it went on straight.
// Tile: none. Threads: THREADS in a workgroup, each one number of one face. Memory: one or two loads, three stores.

@group(0) @binding(0) var<uniform> sampler_: Sampler;
@group(0) @binding(1) var<storage, read> velocity: array<f32>;
@group(0) @binding(2) var<storage, read> normalization: array<f32>;
@group(0) @binding(3) var<storage, read_write> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> latents: array<f32>;
@group(0) @binding(5) var<storage, read_write> predicted: array<f32>;

const NUMBERS = ${NUMBERS}u;

@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
	let count = sampler_.faces * NUMBERS;
	let i = id.x;
	if (i >= count) {
		return;
	}
	var v = velocity[i];
	if (sampler_.passes == 2u) {
		let free = velocity[count + i];
		v = free + sampler_.guidance * (v - free);
	}
	let x = state[i] + v * sampler_.stepSize;
	let mean = normalization[i % NUMBERS];
	let scale = normalization[NUMBERS + i % NUMBERS];
	state[i] = x;
	latents[i] = x * scale + mean;
	predicted[i] = (x + v * sampler_.timeLeft) * scale + mean;
}
