import { libcFunction } from "./libc.ts";

const mallocTrim = libcFunction<[pad: number]>("int malloc_trim(size_t pad)");

/**
 * Gives memory that was freed back to the system.
 *
 * TensorFlow aligns its buffers, and glibc before 2.38 does not use a freed aligned block again for one of the same size while
 * small ones lie around it: a long training run would hold gigabytes that nobody uses.
 */
export function trimMemory(): void {
  mallocTrim(0);
}
