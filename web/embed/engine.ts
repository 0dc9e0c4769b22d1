/** The core for other programs: the same worker that the elements of the page use. */
export { getEngine, isAbort } from '../engine/client';
export { getTensorEngine } from '../engine/tensor-client';
export { getModelEngine } from '../engine/model-client';

/** Only a program that draws faces has its code fetched. */
export const createFaces: typeof import('../gpu/faces').createFaces = async (engine, options) =>
	(await import('../gpu/faces')).createFaces(engine, options);
