import type { Tensor } from "@tensorflow/tfjs-core";

export interface BatchNormResult {
  y: Tensor;
  mean: Tensor;
  /** Biased: divided by the count. */
  variance: Tensor;
  /** What the gradient needs; its meaning differs between devices. */
  saved: Tensor[];
}

export interface BatchNormGradients {
  dx: Tensor;
  dScale: Tensor;
  dOffset: Tensor;
}
