// A device that knows shapes only: nothing is computed or allocated, so the largest models are built and traced in moments.
import * as tf from "@tensorflow/tfjs-core";
import { MetaBackend } from "./backend.ts";
import { RULES } from "./rules.ts";

const NAME = "meta";
let backend: MetaBackend | undefined;

function start(): MetaBackend {
  const made = new MetaBackend();
  tf.registerBackend(NAME, () => made, 0);
  for (const [kernelName, rule] of Object.entries(RULES))
    tf.registerKernel({
      kernelName,
      backendName: NAME,
      kernelFunc: ({ inputs, attrs }) => {
        const results = rule(inputs as Record<string, tf.TensorInfo>, (attrs ?? {}) as never);
        return Array.isArray(results) ? results.map((info) => made.make(info)) : made.make(results);
      },
    });
  tf.engine().findBackend(NAME);
  return made;
}

/** Whether tensors are made without values at the moment. */
export const isOnMeta = (): boolean => tf.getBackend() === NAME;

/** Whether a tensor of the engine has a shape, but no values. */
export const hasNoValues = (raw: tf.Tensor): boolean => backend?.isEmpty(raw.dataId) ?? false;

/**
 * Runs `body` with tensors that have shapes and types but no values, as PyTorch's "meta" device; reading a value throws.
 *
 * Only tensors made inside take part; what a model made inside computes later must be inside too.
 *
 * @example
 * const model = onMeta(() => new nn.Linear(100_000, 100_000)); // 40 GB, were it real
 * onMeta(() => model.forward(zeros([2, 100_000]))).shape; // [2, 100000]
 */
export function onMeta<T>(body: () => T): T {
  backend ??= start();
  const engine = tf.engine();
  const before = engine.backendName;
  // Takes effect at once: both backends are there.
  void engine.setBackend(NAME);
  try {
    return body();
  } finally {
    void engine.setBackend(before);
  }
}
