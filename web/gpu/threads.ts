/** Threads of a workgroup that kernels have who write number by number: `${THREADS}` in their text. */
export const THREADS = 64;

/** Workgroups for so many numbers. */
export const groupsFor = (numbers: number): number => Math.ceil(numbers / THREADS);
