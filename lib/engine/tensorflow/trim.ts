import koffi from "koffi";

/** glibc's own; macOS and musl do without. */
const mallocTrim = bind();

function bind(): ((pad: number) => number) | null {
  if (process.platform !== "linux") return null;
  try {
    return koffi.load("libc.so.6").func("int malloc_trim(size_t pad)") as (pad: number) => number;
  } catch {
    return null;
  }
}

/**
 * Gives memory that was freed back to the system.
 *
 * TensorFlow aligns its buffers, and glibc before 2.38 does not use a freed aligned block again for one of the same size while
 * small ones lie around it: a long training run would hold gigabytes that nobody uses.
 */
export function trimMemory(): void {
  mallocTrim?.(0);
}
