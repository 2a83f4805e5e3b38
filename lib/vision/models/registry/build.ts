import { hasNoValues, onMeta } from "../../../engine/meta/index.ts";
import type * as nn from "../../../nn/index.ts";
import { noGrad } from "../../../tensor/index.ts";
import { rawOf } from "../../../tensor/internal.ts";
import { readWeights } from "./read-weights.ts";
import type { Traits } from "./register.ts";
import { weightsEntry } from "./weights.ts";

export interface WeightsOption {
  /**
   * Pretrained values: "DEFAULT" or a name of `listWeights()` (fetched once into the project's cache), the path of a `.pth` or
   * `.safetensors` file, or a state dict. Without it the model begins with PyTorch's random values.
   */
  weights?: string | nn.StateDict | null;
}

export function build<M extends nn.Module, O extends object>(
  name: string,
  create: (options: O) => M,
  { upgrade = (state) => state, pretrained = {} }: Traits,
  { weights = null, ...given }: O & WeightsOption,
): M {
  const options = given as unknown as O & { numClasses?: number };
  if (weights === null) return create(options);
  const entry = typeof weights === "string" ? weightsEntry(name, weights) : undefined;
  if (entry && options.numClasses !== undefined && options.numClasses !== entry.classes)
    throw new RangeError(
      `${name}: the weights ${entry.name} tell ${entry.classes} classes apart, got numClasses: ${options.numClasses}. ` +
        `Build it without numClasses, then put a last layer of your own in its place with model.replace(...)`,
    );
  const complete = entry ? { ...pretrained, ...options } : options;
  const state = upgrade(typeof weights === "string" ? readWeights(weights, entry) : weights, { ...complete });
  // Random values would be drawn for nothing.
  const model = onMeta(() => create(complete));
  model.loadStateDict(state);
  noGrad(() => {
    for (const buffer of model.buffers()) if (hasNoValues(rawOf(buffer))) buffer.zero_();
  });
  return model;
}
