// Kernels that tfjs has no name for, registered with it so that operations run them like its own.
import * as tf from "@tensorflow/tfjs-core";
import { executeOp } from "../tensorflow/execute.ts";
import { BACKEND } from "../tensorflow/index.ts";
import { composed, kernel } from "./composed/scope.ts";

type Inputs = Record<"a" | "b", tf.Tensor>;

/** `ReluGrad`: a, the gradient, where b, the output of relu, is positive; else 0. */
export function registerKernels(): void {
  const native = ({ a, b }: Inputs) => executeOp("ReluGrad", {}, [a, b], 1)[0]!;
  const byParts = ({ a, b }: Inputs) =>
    composed(() => {
      const positive = kernel("Greater", { a: b, b: tf.scalar(0) }, {});
      return kernel("Multiply", { a, b: kernel("Cast", { x: positive }, { dtype: "float32" }) }, {});
    });
  for (const backendName of [BACKEND, "wasm", "cpu"]) {
    const compute = backendName === BACKEND ? native : byParts;
    tf.registerKernel({
      kernelName: "ReluGrad",
      backendName,
      kernelFunc: ({ inputs }) => compute(inputs as unknown as Inputs),
    });
  }
}
