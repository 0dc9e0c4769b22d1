/** For tests: WebGPU in Node by Dawn, on SwiftShader where no other Vulkan driver is named. */
import { existsSync } from 'node:fs';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

let opened: Promise<GPU | undefined> | undefined;

async function open(): Promise<GPU | undefined> {
	if (!process.env.VK_ICD_FILENAMES && existsSync(swiftShader)) process.env.VK_ICD_FILENAMES = swiftShader;
	const { create, globals } = await import('webgpu');
	Object.assign(globalThis, globals);
	const gpu = create([]);
	if (await gpu.requestAdapter()) return gpu;
	const lacking = 'no Vulkan driver (apt-get install chromium libvulkan1)';
	// a green run must not mean that nothing of it was looked at
	if (process.env.CI) throw new Error(`WebGPU in Node: ${lacking}`);
	console.log(`WebGPU in Node: skipped, ${lacking}`);
	return undefined;
}

/** Undefined where there is no Vulkan loader or driver; on CI that is an error. Held for as long as the process lives, as Dawn wants it. */
export const dawn = (): Promise<GPU | undefined> => (opened ??= open());
