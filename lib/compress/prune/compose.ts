import { dimensionOf } from "../../nn/options.ts";
import { ones, type Tensor } from "../../tensor/index.ts";
import { fromValues } from "../../tensor/internal.ts";
import type { BasePruningMethod } from "./method.ts";

/** The mask after one more method, which sees only what earlier ones left: PyTorch's `PruningContainer`. */
export function compose(method: BasePruningMethod, scores: Tensor, mask: Tensor): Tensor {
  if (method.pruningType === "global") return method.computeMask(scores, mask);
  return method.pruningType === "structured"
    ? onLeftChannels(method, scores, mask)
    : onLeftElements(method, scores, mask);
}

function onLeftElements(method: BasePruningMethod, scores: Tensor, mask: Tensor): Tensor {
  const values = Float32Array.from(mask.data);
  const left = [...values.keys()].filter((i) => values[i] === 1);
  const all = scores.data;
  const vector = fromValues(
    Float32Array.from(left, (i) => all[i]!),
    [left.length],
    "float32",
  );
  const partial = method.computeMask(vector, ones([left.length])).data;
  for (const [k, i] of left.entries()) values[i] = partial[k]!;
  return fromValues(values, mask.shape, "float32");
}

function onLeftChannels(method: BasePruningMethod, scores: Tensor, mask: Tensor): Tensor {
  if (method.dim === undefined)
    throw new TypeError(`${method.constructor.name}: a structured pruning method needs the property dim`);
  const dim = dimensionOf(method.constructor.name, method.dim, scores.ndim);
  const others = scores.shape.map((_, i) => i).filter((i) => i !== dim);
  const sums = mask.sum(others).data;
  const left = [...sums.keys()].filter((channel) => sums[channel] !== 0);
  const partial = method.computeMask(scores.indexSelect(dim, left), mask.indexSelect(dim, left));
  return mask.indexCopy(dim, fromValues(Int32Array.from(left), [left.length], "int32"), partial);
}
