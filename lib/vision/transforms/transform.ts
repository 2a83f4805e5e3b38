import type { Tensor } from "../../tensor/index.ts";

/** Changes a sample: a function, or an object with `forward`, such as a module. */
export type Transform<In = Tensor, Out = Tensor> = ((input: In) => Out) | TransformObject<In, Out>;

export interface TransformObject<In = Tensor, Out = Tensor> {
  forward(input: In): Out;
  /** Whether a batch [N, C, H, W] comes out as its images one by one would: a dataset may then change batches whole. */
  readonly batched?: boolean;
}

export function applyTransform<In, Out>(transform: Transform<In, Out>, input: In): Out {
  return typeof transform === "function" ? transform(input) : transform.forward(input);
}

export function isBatched(transform: Transform<never, unknown>): boolean {
  return typeof transform === "object" && transform.batched === true;
}
