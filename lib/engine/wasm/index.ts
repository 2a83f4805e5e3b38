// tfjs's WebAssembly backend: nothing but npm packages is needed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { correctKernels } from "./kernels.ts";

let corrected = false;

export async function useWasm(): Promise<void> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  if (!corrected) correctKernels();
  corrected = true;
  setWasmPaths(
    join(dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm/package.json"))), "dist/"),
  );
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs's WebAssembly backend could not be started");
}
