import { resolve } from '$app/paths';

/**
 * The network that comes with the site: an upscaler of pictures. `roundoff tensor` reads the same file, which
 * `npm run build` leaves at build/site/models/esrgan-slim-x2.safetensors. Kernels are of shape height × width × inputs ×
 * outputs: their last axis is the output channel.
 */
export const network = { name: 'esrgan-slim-x2', title: 'ESRGAN-slim ×2' } as const;

/** Where the page finds it, and what the core has listed of it. */
export const networkUrl = (): string => resolve('/models/esrgan-slim-x2.safetensors');
export const networkListingUrl = (): string => resolve('/models/esrgan-slim-x2.json');
