// What `lib/tensor` offers to users of the library.

export { type BackwardOptions, backward, type GradOptions, grad } from "./autograd/backward.ts";
export { type CheckGradientsOptions, checkGradients } from "./autograd/check-gradients.ts";
export { FunctionContext } from "./autograd/function.ts";
export type { HookHandle } from "./autograd/hooks.ts";
export * as autograd from "./autograd/index.ts";
export {
  detectAnomaly,
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from "./autograd/mode.ts";
export type { DType, TypedArray } from "./dtype.ts";
export { promoteTypes } from "./dtype.ts";
export * as linalg from "./linalg/index.ts";
export { keep, scope } from "./memory/scope.ts";
export { type MemoryUsage, memory } from "./memory/usage.ts";
export * from "./ops/angles.ts";
export * from "./ops/arithmetic.ts";
export { asStrided } from "./ops/as-strided.ts";
export * from "./ops/compare.ts";
export { channelsLast, contiguous } from "./ops/copy.ts";
export * from "./ops/count.ts";
export {
  arange,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  logspace,
  ones,
  onesLike,
  type TensorData,
  type TensorOptions,
  tensor,
  zeros,
  zerosLike,
} from "./ops/creation.ts";
export * from "./ops/cumulative.ts";
export * from "./ops/einsum.ts";
export * from "./ops/extrema.ts";
export * from "./ops/fused.ts";
export {
  gather,
  indexAdd,
  indexCopy,
  indexFill,
  indexSelect,
  maskedSelect,
  nonzero,
  scatter,
  scatterAdd,
  take,
  takeAlongDim,
} from "./ops/gather.ts";
export type { Index } from "./ops/index-parse.ts";
export * from "./ops/join.ts";
export * from "./ops/matmul.ts";
export * from "./ops/order.ts";
export * from "./ops/pairs.ts";
export * from "./ops/random.ts";
export * from "./ops/rearrange.ts";
export { type Dims, mean, type ReduceOptions, type SumOptions, sum } from "./ops/reduce.ts";
export { narrow, select } from "./ops/slice.ts";
export * from "./ops/softmax.ts";
export {
  all,
  any,
  countNonzero,
  logsumexp,
  nanmean,
  nansum,
  norm,
  prod,
  std,
  stdMean,
  type VarOptions,
  variance,
  varMean,
} from "./ops/statistics.ts";
export * from "./ops/unary.ts";
export * from "./ops/view.ts";
export { maskedFill, where } from "./ops/where.ts";
export { type Operand, resultType } from "./promotion.ts";
export type { Nested } from "./read.ts";
export type { Shape } from "./shape.ts";
export { broadcastShapes } from "./shape.ts";
export { Tensor } from "./tensor.ts";
