import { ensurePython, ensureTestPackages } from "./environment.ts";
import { ensureKernelspec } from "./kernelspec.ts";
import { ensureNotebooks } from "./lessons.ts";
import { ensureTensorFlow } from "./tensorflow.ts";

/** What JupyterLab and the lessons need beside Node and the npm packages. Does only what is missing. */
export async function install(options: { tests?: boolean } = {}): Promise<void> {
  const plan = ["node", "packages", "python", "tensorflow"];
  await ensurePython(plan);
  if (options.tests) await ensureTestPackages(plan);
  await ensureTensorFlow(plan);
  await ensureKernelspec();
  await ensureNotebooks();
}
