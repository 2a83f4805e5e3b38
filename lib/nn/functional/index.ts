export * from "./activation.ts";
export * from "./adaptive-pool.ts";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.ts";
export * from "./batch-norm.ts";
export * from "./box-loss.ts";
export {
  type ConvolutionOptions,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  samePadding,
  type TransposeOptions,
} from "./conv.ts";
export * from "./cross-entropy.ts";
export * from "./distance.ts";
export * from "./drop-path.ts";
export * from "./dropout.ts";
export * from "./embedding.ts";
export { fold, unfold } from "./fold.ts";
export * from "./interpolate.ts";
export * from "./linear.ts";
export * from "./loss.ts";
export * from "./margin-loss.ts";
export * from "./normalization.ts";
export { type PadMode, pad } from "./pad.ts";
export {
  avgPool1d,
  avgPool2d,
  lpPool2d,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool2dWithIndices,
  maxUnpool2d,
} from "./pool.ts";
export * from "./rearrange.ts";
export type { Reduction } from "./reduction.ts";
export * from "./segmentation-loss.ts";
