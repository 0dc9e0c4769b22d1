import { expect, it, vi } from 'vitest';
import type { Tensor, TensorFile } from '$engine/tensor-types';
import { layerName, linearLayer } from './network-layer';

vi.mock('$app/paths', () => ({ resolve: (path: string) => path }));

it('turns a kernel of inputs × outputs into rows of outputs, and frees what it opened', async () => {
	const freed: string[] = [];
	const engine = {
		openFile: async () => ({ handle: 3 }) as TensorFile,
		closeFile: (handle: number) => void freed.push(`file ${handle}`),
		openTensor: async (file: number, name: string) =>
			({ handle: file + 1, name, rows: 3, columns: 2 }) as Tensor,
		release: (handle: number) => void freed.push(`tensor ${handle}`),
		values: async () => Float32Array.of(11, 12, 21, 22, 31, 32),
		makeTensor: vi.fn(async () => ({ handle: 9 }) as Tensor)
	};
	expect(await linearLayer(engine, new Blob())).toMatchObject({ handle: 9 });
	expect(engine.makeTensor).toHaveBeenCalledWith(
		[2, 3],
		Float32Array.of(11, 21, 31, 12, 22, 32),
		layerName
	);
	expect(freed).toEqual(['file 3', 'tensor 4']);
});
