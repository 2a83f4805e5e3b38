// Kernels composed of other kernels.
import * as tf from "@tensorflow/tfjs-core";
import { throwIfInterrupted } from "../../interrupt.ts";

/** Runs `body` as one kernel: no gradients are recorded inside, and what it makes but does not return is freed. */
export function composed<T extends tf.TensorContainer>(body: () => T): T {
  throwIfInterrupted();
  const { state } = tf.engine();
  return tf.tidy(() => {
    state.kernelDepth++;
    try {
      return body();
    } finally {
      state.kernelDepth--;
    }
  });
}

/** Runs a registered kernel of the current device, without the checks of tfjs's own operations. */
export function kernel(name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as tf.Tensor;
}
