import { ensurePython, ensureTestPackages } from "./environment.ts";
import { ensureGpu } from "./gpu.ts";
import { ensureKernelspec } from "./kernelspec.ts";
import { ensureNotebooks } from "./lessons.ts";
import { readStamp } from "./stamps.mjs";
import { ensureTensorFlow } from "./tensorflow.ts";

/** What JupyterLab and the lessons need beside Node and the npm packages. Does only what is missing. */
export async function install(options: { tests?: boolean; gpu?: boolean } = {}): Promise<void> {
  // Once fetched, the CUDA build stays: it computes on the processor too.
  const gpu = options.gpu || readStamp("gpu") !== undefined;
  const plan = ["node", "packages", "python", gpu ? "gpu" : "tensorflow"];
  await ensurePython(plan);
  if (options.tests) await ensureTestPackages(plan);
  await (gpu ? ensureGpu : ensureTensorFlow)(plan);
  await ensureKernelspec();
  await ensureNotebooks();
}
