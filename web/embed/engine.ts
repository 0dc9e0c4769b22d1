/** The core for other programs: the same worker that the elements of the page use. */
export { getEngine, isAbort } from '../engine/client';
export { getTensorEngine } from '../engine/tensor-client';
export { getModelEngine } from '../engine/model-client';
