import type { Shape } from "../shape.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { sum } from "./reduce.ts";

/** Sums a gradient over the dimensions that broadcasting had added or stretched. */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const dims: number[] = [];
  for (let i = 0; i < gradient.shape.length; i++) {
    if (i < lead || (shape[i - lead] === 1 && gradient.shape[i] !== 1)) dims.push(i);
  }
  const total = dims.length === 0 ? gradient : sum(gradient, dims, { keepdim: true });
  return sameShape(total.shape, shape) ? total : total.reshape(shape);
}
