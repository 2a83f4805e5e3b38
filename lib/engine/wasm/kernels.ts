// Kernels of tfjs's WebAssembly backend that are wrong, put right.
import * as tf from "@tensorflow/tfjs-core";

const BACKEND = "wasm";

/** Replaces them; once. */
export function correctKernels(): void {
  correctOneHot();
}

/** The kernel writes integers whatever type is asked for (tfjs 4.22, OneHot.cc). */
function correctOneHot(): void {
  const config = tf.getKernel("OneHot", BACKEND);
  tf.unregisterKernel("OneHot", BACKEND);
  tf.registerKernel({
    ...config,
    kernelFunc: (call) => {
      const dtype = (call.attrs as { dtype?: tf.DataType } | undefined)?.dtype ?? "int32";
      const ints = config.kernelFunc({ ...call, attrs: { ...call.attrs, dtype: "int32" } }) as tf.TensorInfo;
      if (dtype === "int32") return ints;
      const cast = tf.getKernel("Cast", BACKEND).kernelFunc;
      const out = cast({ inputs: { x: ints }, attrs: { dtype }, backend: call.backend });
      (call.backend as tf.KernelBackend).disposeData(ints.dataId);
      return out;
    },
  });
}
