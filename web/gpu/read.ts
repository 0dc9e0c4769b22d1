/** From the GPU's memory to the page's. */
import type { Gpu } from './device';

/** A copy of the buffer's first bytes. */
export async function readBytes(gpu: Gpu, buffer: GPUBuffer, bytes = buffer.size): Promise<ArrayBuffer> {
	const staging = await gpu.allocate(() =>
		gpu.buffer('read back', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST)
	);
	const encoder = gpu.device.createCommandEncoder();
	encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
	gpu.device.queue.submit([encoder.finish()]);
	await gpu.wait(staging.mapAsync(GPUMapMode.READ));
	const copy = staging.getMappedRange(0, bytes).slice(0);
	gpu.free(staging);
	return copy;
}

export const readFloats = async (gpu: Gpu, buffer: GPUBuffer, count?: number) =>
	new Float32Array(await readBytes(gpu, buffer, count === undefined ? undefined : 4 * count));
