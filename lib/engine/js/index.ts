// tfjs's backend in plain JavaScript: a reference for tests on tiny shapes, hundreds of times slower than the others.
import * as tf from "@tensorflow/tfjs-core";

export async function useJs(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  // Its first write would advise to install tfjs-node.
  (tf.backend() as tf.KernelBackend & { firstUse: boolean }).firstUse = false;
}
