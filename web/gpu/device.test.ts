import { afterEach, expect, it, vi } from 'vitest';
import { openGpu } from './device';

afterEach(() => vi.useRealTimers());

const never = () => new Promise<never>(() => {});
const adapter = { info: {}, features: new Set(), limits: {} };
const gpuWith = (parts: Record<string, unknown>) => parts as unknown as GPU;

it.each([
	['an adapter', gpuWith({ requestAdapter: never })],
	['a device', gpuWith({ requestAdapter: () => Promise.resolve({ ...adapter, requestDevice: never }) })]
])('a driver that never gives %s is not waited for', async (_, gpu) => {
	vi.useFakeTimers();
	const opened = expect(openGpu(gpu)).rejects.toMatchObject({
		failure: 'unavailable',
		message: 'WebGPU does not answer'
	});
	await vi.advanceTimersByTimeAsync(60_000);
	await opened;
});

it('a device that comes too late is given back', async () => {
	vi.useFakeTimers();
	const destroy = vi.fn();
	const requestDevice = () =>
		new Promise((resolve) => setTimeout(() => resolve({ destroy, lost: never() }), 50_000));
	const opened = expect(
		openGpu(gpuWith({ requestAdapter: () => Promise.resolve({ ...adapter, requestDevice }) }))
	).rejects.toThrow('does not answer');
	await vi.advanceTimersByTimeAsync(30_000);
	await opened;
	expect(destroy).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(30_000);
	expect(destroy).toHaveBeenCalledOnce();
});
