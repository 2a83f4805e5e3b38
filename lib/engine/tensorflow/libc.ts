import { isMainThread } from "node:worker_threads";
import { ffi } from "./ffi.ts";

/**
 * A function of glibc, by its C declaration, bound at its first call. Does nothing where there is none of that name, as on
 * macOS and musl, and in worker threads.
 */
export function libcFunction<Values extends unknown[]>(declaration: string): (...values: Values) => void {
  let bound: ((...values: Values) => unknown) | null | undefined;
  return (...values) => {
    if (bound === undefined) bound = bind(declaration);
    bound?.(...values);
  };
}

function bind(declaration: string) {
  if (process.platform !== "linux" || !isMainThread) return null;
  try {
    return ffi().load("libc.so.6").func(declaration);
  } catch {
    return null;
  }
}
