// tfjs's WebAssembly backend: nothing but npm packages is needed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { threadCount } from "../threads.ts";
import { correctKernels } from "./kernels.ts";
import { withThreads } from "./threads.ts";

let started = false;

export async function useWasm(): Promise<void> {
  if (!started) await start();
  started = true;
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs's WebAssembly backend could not be started");
}

async function start(): Promise<void> {
  const { setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  correctKernels();
  const manifest = fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm/package.json"));
  setWasmPaths(join(dirname(manifest), "dist/"));
  await withThreads(threadCount(), setThreadsCount, () => tf.setBackend("wasm"));
}
