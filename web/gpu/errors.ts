/** Why the GPU cannot go on, for who may then compute elsewhere. */
export type GpuFailure =
	/** No WebGPU, no adapter, or one that lacks what the kernels need. */
	| 'unavailable'
	/** The device was lost or destroyed: everything on it is gone. */
	| 'lost'
	/** A buffer could not be allocated; the device goes on. */
	| 'memory';

export class GpuError extends Error {
	override name = 'GpuError';
	constructor(
		readonly failure: GpuFailure,
		message: string
	) {
		super(message);
	}
}
