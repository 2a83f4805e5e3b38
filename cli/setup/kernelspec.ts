import { installedKernels, installKernel, kernelName, kernelsOfPrefix } from "../../kernel/install.ts";
import { kernelSpec } from "../../kernel/spec.ts";
import { inProject } from "./paths.mjs";

const kernels = kernelsOfPrefix(inProject(".venv"));

/** Registers the TypeScript kernel with the project's own JupyterLab, and with no other. */
export async function ensureKernelspec(): Promise<void> {
  if (!(await kernelspecIsCurrent())) await installKernel(kernels);
}

/** Whether the kernelspec starts this project's kernel with this Node: either may have moved. */
export async function kernelspecIsCurrent(): Promise<boolean> {
  const expected = JSON.stringify(kernelSpec(process.execPath, inProject("kernel/main.mjs")));
  const installed = await installedKernels(kernels);
  return installed.some(({ name, spec }) => name === kernelName && JSON.stringify(spec) === expected);
}
