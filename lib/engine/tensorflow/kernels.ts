// tfjs-node-gpu's kernels and backend, in JavaScript. Its native addon is never installed or loaded.
import { createRequire, registerHooks } from "node:module";
import util from "node:util";
import type { KernelBackend, Tensor } from "@tensorflow/tfjs-core";
import type { OpAttribute } from "./attributes.ts";
import type { Binding } from "./binding.ts";

export const PACKAGE = "@tensorflow/tfjs-node-gpu";

/** tfjs-node's backend, as far as we call it. */
export interface TensorFlowBackend extends KernelBackend {
  readonly binding: Binding;
  isUsingGpuDevice: boolean;
  /** What is known of each tensor; values that are not uploaded yet stand there. */
  readonly tensorMap: { get(dataId: object): object };
  executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: readonly Tensor[], outputs: number): Tensor[];
  /** Uploads what is still to be written, and returns the binding's ids. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
}

type BackendClass = new (binding: Binding, packageName: string) => TensorFlowBackend;

/**
 * Registers the kernels with tfjs and returns the backend's class.
 *
 * The package asks for the union package "@tensorflow/tfjs", whose layers, data and converters would double the time to
 * load; all it uses of it is tfjs-core, which it gets instead.
 */
export function loadKernels(): BackendClass {
  restoreNodeUtilities();
  const require = createRequire(import.meta.url);
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier === "@tensorflow/tfjs" ? "@tensorflow/tfjs-core" : specifier, context),
  });
  try {
    require(`${PACKAGE}/dist/register_all_kernels`);
    return require(`${PACKAGE}/dist/nodejs_kernel_backend`).NodeJSKernelBackend as BackendClass;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(`The npm package ${PACKAGE} is not installed: run \`npm install\` without --omit=optional`, {
      cause: error,
    });
  } finally {
    hooks.deregister();
  }
}

/** tfjs-node 4.22 calls two functions on every op that Node 23 removed or warns of (tensorflow/tfjs#8425, never released). */
function restoreNodeUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  utilities.isArray = Array.isArray;
}
