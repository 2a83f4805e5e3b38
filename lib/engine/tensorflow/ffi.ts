import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";
import type koffi from "koffi";

let loaded: typeof koffi | undefined;

/**
 * koffi, loaded at first use and by the main thread alone: a worker thread that has loaded it may take the whole process
 * down when it ends (https://github.com/Koromix/koffi/issues/190).
 */
export function ffi(): typeof koffi {
  if (!isMainThread)
    throw new Error(
      "TensorFlow runs in a program's main thread only; a worker thread computes on the wasm or js device",
    );
  loaded ??= createRequire(import.meta.url)("koffi") as typeof koffi;
  return loaded;
}
